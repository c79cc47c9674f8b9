/** The sentences of the pane. The bot's own are in src/messages. */
export const texts = {
  title: 'Simulated Agora',
  fold: 'Hide the simulated Agora',
  unfold: 'Show the simulated Agora',
  connecting: 'Connecting to the demo…',
  tour: 'Tour',
  conditions: {
    title: 'Conditions',
    clock: 'Clock of the demo',
    moving: (until: string) => `Moving on to ${until}. Status posts come every ten minutes.`,
    pass: [
      { label: '+10 min', name: '+10 min: let ten minutes pass', ms: 600_000 },
      { label: '+1 h', name: '+1 h: let an hour pass', ms: 3_600_000 },
    ],
    bot: {
      name: 'Bot',
      states: { running: 'Running', starting: 'Starting…', stopped: 'Stopped' },
      kill: 'Kill bot',
      start: 'Start bot',
      effect: {
        running: 'Kill it: recordings continue at Agora.',
        starting: 'It takes up what it finds in its database.',
        stopped: 'Recordings continue. Start it: the cards are updated.',
      },
    },
    agora: {
      name: 'Network to Agora',
      states: { up: 'Up', down: 'Down' },
      effect: {
        up: 'Cut it: the card says that contact is lost.',
        down: 'Recordings continue. The bot keeps asking.',
      },
    },
    slack: {
      name: 'Network to Slack',
      states: { up: 'Up', down: 'Down' },
      effect: {
        up: 'Cut it: recordings continue, and messages wait.',
        down: 'Recordings continue. Messages wait until it is up.',
      },
    },
    storage: {
      name: 'Storage',
      states: { up: 'Working', failing: 'Failing' },
      effect: {
        up: 'Let it fail: Agora keeps the files in its backup.',
        failing: 'Agora keeps the files. New recordings fail.',
      },
    },
  },
  recorders: {
    title: 'Recorders',
    none: 'No recorder has been started yet. Type /record start maths in the channel.',
    more: (count: number) => (count === 1 ? '1 more that has ended' : `${count} more that have ended`),
    modes: { mix: 'mixed', individual: 'individual', web: 'web page' },
    running: (time: string) => `running for ${time}`,
    ended: (time: string) => `ended after ${time}`,
    moving: (until: string) => `Calls for it get 404 until ${until}.`,
    failover: 'Fail over',
    kill: 'Kill recorder',
    about: (action: string, cname: string) => `${action}: ${cname}`,
    files: (count: number) => (count === 1 ? '1 file' : `${count} files`),
  },
  canvas: {
    empty: { mix: 'Nobody publishes', individual: 'Nobody publishes', web: 'A web page is recorded' },
    label: (layout: string | undefined, uids: readonly string[]) =>
      `${layout === undefined ? 'Participants' : `Layout ${layout}`}: ${uids.length === 0 ? 'nobody' : uids.join(', ')}`,
  },
  channels: {
    title: 'Agora channels',
    none: 'Nobody is in a channel. Let somebody join one.',
    people: (count: number) => (count === 1 ? '1 person' : `${count} people`),
    join: 'Join',
    leaveOne: 'Leave one',
    everybodyLeaves: 'Everybody leaves',
    about: (action: string, cname: string) => `${action}: ${cname}`,
    field: 'New channel',
    example: 'biology',
  },
  requests: {
    title: 'Requests to Agora',
    none: 'No requests yet.',
    list: 'Latest requests, newest first',
    budget: 'Request budget',
    used: (used: number, limit: number) => `${used} of ${limit} in the last second`,
    ms: (ms: number) => `${Math.round(ms)} ms`,
  },
  files: {
    title: 'Files in the bucket',
    none: 'No files yet. They are uploaded when a recording ends.',
    play: 'Play',
    open: 'Open',
  },
} as const;
