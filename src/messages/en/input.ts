/** What is answered to what people type and press. `/record …` in backticks is always a command that works as it stands. */
export const input = {
  // Names
  'input.name.empty': 'The name is empty. Write the name of the Agora channel between the quotes.',
  'input.name.characters': 'Names can’t contain {characters}. Use unaccented letters, digits, spaces and {symbols}.',
  'input.name.tooLong': 'Names can have up to {most} characters. This one has {bytes}.',
  'input.name.startCalled': 'To record an Agora channel called {name}: {command}.',
  'input.name.called': 'For the recording of {name}: {command}.',
  'input.name.literal': 'For the literal name: {command}.',
  'input.name.plain': 'Write the name of the Agora channel as plain text, for example `maths`.',
  'input.name.slackChannel': '{typed} is a Slack channel.',
  'input.name.person': '{typed} is a person in Slack.',
  'input.name.group': '{typed} is a group in Slack.',
  'input.name.email': '{typed} is an email address.',
  'input.name.link': 'That is a link.',
  'input.name.partly': 'Slack takes a part of {typed} for a mention or a link.',
  'input.name.webPage':
    'To record a web page, give it a name: `/record start class mode=web url=https://example.com/class`.',
  'input.name.onlyChannelId': 'Slack sent only the ID of that channel.',
  'input.name.onlyPersonId': 'Slack sent only the ID of that person.',
  'input.name.onlyGroupId': 'Slack sent only the ID of that group.',
  'input.name.typeIt': 'Type the name as plain text instead of picking it from Slack’s list.',
  'input.quote.open': 'A quote isn’t closed. Put one at both ends of the name: `/record start "team sync"`.',

  // What was understood
  'input.note.understood': 'Understood as {text}.',
  'input.note.leftOut': 'Left out of the name: {characters}.',

  // Verbs
  'input.verb.unknown': '{typed} isn’t a command.',
  'input.verb.helpLists': '`/record help` lists all commands.',
  'input.meant': 'Did you mean {choices}?',
  'input.later': '{name} isn’t available yet.',
  'input.laterMeant': 'If you meant {name}: it isn’t available yet.',
  'input.noArguments': '`/record list` takes no arguments.',
  'input.start.missing': 'The channel is missing. For example: `/record start maths`.',

  // Words
  'input.words.tooMany': 'Too many words.',
  'input.words.spaces': 'For a name with spaces: {command}.',
  'input.words.quote': 'Put a name with spaces in quotes.',
  'input.words.oneName': '{verb} takes one name. For example: {command}.',
  'input.words.schedule': 'Recording at a set time isn’t available yet. To record {name} now: {command}.',
  'input.words.onlyName': 'To record {name}: {command}.',
  'input.words.onlyTarget': 'For the recording of {name}: {command}.',
  'input.words.withLayout': 'To start with a layout: {command}.',
  'input.words.equals': 'Write options without spaces around the `=`, for example `layout=grid`.',

  // Options
  'input.key.unknown': '{verb} has no option {typed}.',
  'input.key.takes': '{verb} takes {keys}.',
  'input.key.onlyWith': '{key} works only with {verb}.',
  'input.key.noValue': '{key} has no value. Write {sample}, without spaces around the `=`.',
  'input.key.twice': '{key} was given twice.',

  // Layouts
  'input.layout.missing': 'Name the recording and the layout, for example `/record layout maths grid`.',
  'input.layout.missingName': 'Name the recording before the layout, for example `/record layout maths grid`.',
  'input.layout.missingLayout': 'Which layout? Add {choices}, for example {command}.',
  'input.layout.whichLayout': 'Which layout? Add {choices}.',
  'input.layout.nameFirst': 'The name comes first: {command}.',
  'input.layout.withoutKey': 'Write the layout without `layout=`: {command}.',
  'input.layout.withoutKeyExample': 'Write the layout without `layout=`, for example `/record layout maths grid`.',
  'input.layout.unknown': '{typed} isn’t a layout.',
  'input.layout.choose': 'Choose {choices}.',
  'input.uid.invalid': '{typed} isn’t a valid uid. Use a number: `uid=527841`.',
  'input.uid.onlyVertical': '`uid` works only with `vertical`. Leave it out, or choose `vertical`.',
  'input.color.invalid': '{typed} isn’t a valid color. Use `#RRGGBB`, for example `background=#1D1C1D`.',
  'input.color.mark': 'Colors begin with `#`: {sample}.',

  'input.mode.unknown': '{typed} isn’t a mode. Choose {choices}.',
  'input.configured.unknown': 'There is no {key} {typed}.',
  'input.configured.none': 'There is no {key} {typed}: the configuration names none. Leave it out.',

  // Whose media are recorded
  'input.uids.invalid': '{typed} isn’t a valid uid. Use numbers with commas in between: `audio=12,34`.',
  'input.uids.count': '{key} takes {least} to {most} uids, with commas in between.',
  'input.subscribe.missing': 'Name the recording first, for example {command}.',
  'input.subscribe.missingList': 'Whose audio or video? For example {command}.',
  'input.unsubscribe.all': 'At least somebody must be recorded. To end the recording: `/record stop`.',
  'input.presets.noArguments': '`/record presets` takes no arguments.',

  // Lists of choices
  'input.or': '{rest} or {last}',
  'input.comma': '{first}, {rest}',

  // Clicks and people
  'input.external': 'Only members of this workspace can control recordings.',
  'input.guest': 'Guests can’t control recordings. Ask a member of this workspace.',
  'input.button.unsupported': 'This button is no longer supported. `/record help` shows what works.',

  // The table of commands
  'input.help.does': 'shows this list',
  'input.start.does': 'records an Agora channel; its card appears here',
  'input.stop.does': 'stops a recording; without a name, the one that runs here',
  'input.status.does': 'asks Agora how a recording is doing',
  'input.layout.does': 'changes the layout while it records',
  'input.subscribe.does': 'records only these participants from now on',
  'input.unsubscribe.does': 'records everyone but these participants from now on',
  'input.pause.does': 'pauses the recording of a page',
  'input.resume.does': 'goes on recording a page',
  'input.files.does': 'shows the files of a recording with links; without a name, those of the latest one here',
  'input.presets.does': 'lists the presets and named layouts',
  'input.list.does': 'lists active recordings, then those that ended recently',
  'input.key.layout': 'how participants are arranged; `grid` unless you say otherwise',
  'input.key.preset': 'settings by their name in the configuration',
  'input.key.mode': '`mix`: one picture of everyone; `individual`: files for each participant; `web`: a page',
  'input.key.url': 'the page of `mode=web`',
  'input.key.for': 'how long a page is recorded at most, rounded up to whole hours',
  'input.key.snapshots': 'a screenshot of every video so often; needs `mode=individual`',
  'input.key.storage': 'the bucket, by its name in the configuration',
  'input.key.project': 'the Agora project, by its name in the configuration',
  'input.key.audio': 'whose audio is recorded',
  'input.key.video': 'whose video is recorded',
  'input.key.notAudio': 'whose audio is not recorded',
  'input.key.notVideo': 'whose video is not recorded',
  'input.key.uid': 'who gets the large window of `vertical`',
  'input.key.background': 'the color behind the participants',
  'input.who.anyone': 'anyone in the Slack channel',
  'input.who.managers': 'people in the recording’s Slack channel, and its starter',
  'input.who.viewers': 'everyone who sees it in the list',
} as const;
