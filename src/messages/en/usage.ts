/** Minutes, cost and monthly limits. */
export const usage = {
  'usage.minutes': '{minutes, number} min',
  'usage.minutes.about': 'about {minutes, number} min',
  'usage.withCost': '{minutes}, {cost}',
  'usage.about': 'about {amount}',
  'usage.atLeast': 'at least {amount}',
  'usage.smallest': 'under {amount}',

  'usage.card.soFar': '{usage} so far',
  'usage.card.in': '{usage} ({class})',
  'usage.class.audio': 'audio',
  'usage.class.hd': 'HD',
  'usage.class.fullHd': 'Full HD',
  'usage.class.2k': '2K',
  'usage.class.above': 'above 2K',

  'usage.none': 'Nothing was recorded in {month}.',
  'usage.noneSeen': 'Recordings that you can’t see are left out.',
  'usage.head': '{month}: {usage} in {count, plural, one {# recording} other {# recordings}}.',
  'usage.by.channel': 'By channel:',
  'usage.by.person': 'By person:',
  'usage.by.preset': 'By preset:',
  'usage.noPreset': 'no preset',
  'usage.line': '{name} · {usage}',
  'usage.more': 'and {count, number} more in the CSV',
  'usage.note': 'The cost is an estimate: Agora doesn’t tell the bot how much video it received.',
  'usage.noteMinutes': 'This is an estimate of what Agora bills.',
  'usage.noteTime': 'The exact time of some recordings isn’t known.',

  'usage.csv.sent': 'The CSV file is in your direct messages with me.',
  'usage.csv.here':
    'The CSV follows. To get it as a file, ask your admin to add the scope `files:write` to the Slack app.',
  'usage.csv.failed': 'Slack didn’t take the CSV file, so it follows as text.',
  'usage.csv.message': 'Minutes and cost of {month}:',
  'usage.csv.title': 'Minutes and cost of {month}',
  'usage.csv.part': '{part, number} of {parts, number}',
  'usage.csv.left':
    '{count, plural, one {# more line doesn’t fit here.} other {# more lines don’t fit here.}} To get all of them as a file, ask your admin to add the scope `files:write` to the Slack app.',

  'usage.limit.ofWorkspace': 'the monthly limit',
  'usage.limit.ofPreset': 'the monthly limit of the preset {preset}',
  'usage.limit.minutes': '{minutes, number} min',
  'limit.reached': 'Nothing was started: {limit} is used up ({used} of {most}). It starts again {until}.',
  'limit.reached.who': 'Until then, {admins} can start recordings or raise the limit.',
  'limit.reached.nobody': 'To raise it, ask your admin.',
  'person.usageLimitNear': '{percent, number} % of {limit} is used: {used} of {most}. {next}',
  'person.usageLimitNear.next': 'Once all of it is used, nothing new starts until {until}; what is recording goes on.',
} as const;
