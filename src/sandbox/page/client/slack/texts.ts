/** Sentences of the page itself; those of the bot come from the bot. */
export const texts = {
  connecting: 'Connecting to the demo…',
  lost: 'Connection lost. Connecting again…',
  botStopped: 'The bot is not running. Recordings at Agora continue; nothing changes here until it starts.',
  botStarting: 'The bot is starting…',
  onlyYou: 'Only visible to you',
  deleted: 'This message was deleted.',
  replied: 'replied to a thread',
  alsoSent: 'Also sent to the channel',
  noMessages: 'No messages yet. Type /record to begin.',
  earlier: 'Show earlier messages',
  archived: 'This channel is archived.',
  notMember: 'clapperbot is not in this channel, so it can’t post here.',
  homeEmpty: 'Nothing here yet. The bot publishes its Home when it runs.',
  threadGone: 'This thread is no longer here.',
} as const;
