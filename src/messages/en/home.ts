/** The App Home. */
export const home = {
  'home.live': '{count, plural, one {# active recording} other {# active recordings}}',
  'home.live.many': 'More than {count} active recordings',
  'home.live.none': 'No active recordings',
  'home.entry': '{mark} {name} · {state} · {by}, {at} · {id}',
  'home.schedules': 'Scheduled',
  'home.ended': 'Recently ended',
  'home.entry.trouble': '{mark} {headline} · {by}, {at} · {id}',
  'home.card': 'card',

  'home.empty': 'I record your online sessions and tell you how they are doing. There is nothing to show yet.',
  'home.start': 'Start a Recording',

  'home.search': 'Find a channel',
  'home.search.placeholder': 'A part of its name; press Enter',
  'home.search.found': 'Channels with {search} in their name.',
  'home.search.none': 'No recordings of channels with {search} in their name.',
  'home.search.clear': 'Show All',

  'home.page.newer': 'Newer',
  'home.page.older': 'Older',
  'home.page.sooner': 'Sooner',
  'home.page.later': 'Later',

  'home.sent': 'I sent you the answer in the tab Messages.',
  'home.notSent': 'The answer does not fit here, and I can’t send you messages. Use {command} in a Slack channel.',
} as const;
