/** What browsers show of an installation, and what people read where the app is not installed. */
export const install = {
  'install.done.title': 'clapperbot is installed',
  'install.done.text':
    'It works in {workspace} now. In Slack, invite it to the channels that it is for: `/invite @clapperbot`. Then type `/record`.',
  'install.canceled.title': 'The installation was canceled',
  'install.canceled.text': 'Nothing has changed.',
  'install.outdated.title': 'This page is no longer valid',
  'install.outdated.text':
    'An installation must be completed within {minutes, plural, one {# minute} other {# minutes}}, in the browser that began it.',
  'install.refused.title': 'Slack did not complete the installation',
  'install.refused.text': 'Slack says {code}. If it happens again, tell the person who runs clapperbot.',
  'install.failed.title': 'The installation failed',
  'install.failed.text':
    'Nothing was stored. If it happens again, tell the person who runs clapperbot: reference {reference}.',
  'install.again': 'Start again',

  'install.missing': 'I’m not installed in this workspace. Ask an admin to install me: {address}.',
  'install.unknown': 'I can’t tell whether I’m installed here. Try again in a minute.',
} as const;
