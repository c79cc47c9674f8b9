/** The sentences of the player. */
export const texts = {
  close: 'Close',
  open: 'Open in a new tab',
  picture: (name: string) => `Picture ${name}`,
  problems: {
    forbidden: 'This link is no longer valid. Type /record files and the name of the recording for new links.',
    missing: 'The bucket does not hold this file.',
    unreachable: 'The bucket does not answer. Is the demo still running?',
    unplayable: 'This browser can’t play the file.',
  },
} as const;
