/** The files of a recording: in its last message, and with links for one person who asks. */
export const files = {
  'files.kind.playlist': 'Playlist',
  'files.kind.mp4': 'MP4',
  'files.kind.track': 'Track',
  'files.kind.snapshot': 'Screenshot',
  'files.kind.other': 'File',
  'files.kind.trackOf': '{medium} of user {uid}',
  'files.kind.snapshotOf': 'Screenshot of user {uid}',
  'files.medium.audio': 'Audio',
  'files.medium.video': 'Video',
  'files.medium.audioVideo': 'Audio and video',
  'files.medium.unknown': 'Track',
  'files.group.ofUser': 'User {uid}',
  'files.group.since': '{what} · {at}',
  'files.following': '{count, plural, one {# more file is} other {# more files are}} named in the next message.',
  'files.left': '… and {count} more in the bucket.',
  'files.range': 'Files {first} to {last} of {total}:',

  'files.head': '{name} ({id}): {files}',
  'files.headRange': '{name} ({id}), files {first} to {last} of {total}:',
  'files.head.recording': 'It is still being recorded; more may follow.',
  'files.head.found': 'Agora reported no files. These are in the bucket.',
  'files.head.expected': 'Agora reported no files. These are the expected names.',
  'files.head.notListed': 'The bucket holds more than could be listed.',
  'files.none.recording': 'No files of {name} yet. The first ones appear about a minute after sound or video arrives.',
  'files.none.nothing': 'Nothing was recorded of {name}, so there are no files.',
  'files.none.notRecorded': '{name} was not recorded, so there are no files.',
  'files.none.unknown':
    'Agora reported no files of {name}, and none could be found in the bucket. Look there for names that begin with {prefix}.',
  'files.none.found':
    'Agora reported no files of {name}, and there are none in the bucket. Try again in {minutes} minutes.',
  'files.file': '{what} · {file}',
  'files.file.since': '{what} · {at} · {file}',
  'files.file.missing': '{file} · not there yet',

  'files.until': 'Links work until {at}, for anyone who has them.',
  'files.public': 'Links are public.',
  'files.because.noSigning': 'There are no links for this storage vendor. Open these paths in its console.',
  'files.because.writeOnly':
    'The bot’s key may only write, so it can’t make links. Open these paths in the storage console, or ask your admin for a key that may read.',
  'files.because.missing': 'What is not there yet may still be uploading. Try again in {minutes} minutes.',
  'files.because.unreachable': 'The bucket did not respond. Try again in a minute.',
  'files.because.notConfigured':
    'The storage {storage} is no longer configured, so there are no links. Ask your admin.',
  'files.hls.mp4': 'To play it, open the MP4. A playlist in a private bucket doesn’t play by its link.',
  'files.hls.preset':
    'A playlist in a private bucket doesn’t play by its link. For an MP4 next time, ask your admin to add `files: [hls, mp4]` to a preset.',
  'files.hls.tracks':
    'A playlist in a private bucket doesn’t play by its link. Download the folder from the storage console.',
  'files.button.previous': 'Previous',
  'files.button.next': 'Next',
} as const;
