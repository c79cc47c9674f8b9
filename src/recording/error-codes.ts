/**
 * Everything that can go wrong with a recording, in words for the people in the thread: what happened, and what to do.
 * Rows and logs hold the code only.
 */
export type ErrorInfo = Readonly<{
  what: string;
  /** While the bot still tries, where it does. */
  todo: string;
  /** When it has given up; `todo` where that says it all. */
  afterwards?: string;
  /** Where the cause is not known: the likely ones, the likeliest first, and how to check each. */
  causes?: readonly Readonly<{ cause: string; check: string }>[];
}>;

export const problems = {
  agora_bad_request: {
    what: 'Agora refused the request as malformed.',
    todo: 'Ask whoever runs this bot to check its storage settings; Agora’s words in the thread may say which.',
  },
  agora_bad_app_id: {
    what: 'Agora does not know this App ID, or Cloud Recording is not enabled for it.',
    todo: 'Ask whoever runs this bot to compare AGORA_APP_ID with the project in the Agora Console and to enable Cloud Recording there.',
  },
  agora_bad_channel_name: {
    what: 'Agora refused the channel name.',
    todo: 'Use a name of fewer than 64 bytes with the letters, digits and signs that Agora allows.',
  },
  agora_account_inactive: {
    what: 'Agora says that the account is suspended or overdue.',
    todo: 'Ask whoever pays for the Agora account to look at its status in the Agora Console.',
  },
  agora_quota: {
    what: 'The Agora project already runs as many recordings as its quota allows.',
    todo: 'Stop a recording that is no longer needed (`/record list`), or ask Agora to raise the quota, then start again.',
  },
  agora_unauthorized: {
    what: 'Agora refused the credentials of this bot.',
    todo: 'Ask whoever runs this bot to compare AGORA_CUSTOMER_ID and AGORA_CUSTOMER_SECRET with the Agora Console and to restart it.',
  },
  agora_not_allowed: {
    what: 'Agora does not allow this App ID to use Cloud Recording.',
    todo: 'Ask whoever runs this bot to enable Cloud Recording for the project in the Agora Console.',
  },
  agora_wrong_route: {
    what: 'Agora does not know the address that was called.',
    todo: 'Ask whoever runs this bot to check AGORA_API_URL: it must be the base of Agora’s REST API, such as https://api.agora.io.',
  },
  agora_rate_limited: {
    what: 'Agora is receiving more requests for this App ID than it allows (10 a second).',
    todo: 'Nothing: the bot slows down and tries again. If it goes on, look for another program that uses the same App ID.',
    afterwards: 'Start it again in a minute, and look for another program that uses the same App ID.',
  },
  agora_unreachable: {
    what: 'Agora can’t be reached.',
    todo: 'Nothing yet: the bot keeps trying. If it goes on, ask whoever runs this bot to check its network.',
    afterwards: 'Ask whoever runs this bot to check its network, then start it again.',
  },
  agora_timeout: {
    what: 'Agora did not answer in time.',
    todo: 'Nothing yet: the bot asks again.',
    afterwards: 'Start it again in a few minutes; Agora’s status page may say more.',
  },
  agora_server_error: {
    what: 'Agora answered with an internal error.',
    todo: 'Nothing yet: the bot tries again. Agora’s status page may say more.',
    afterwards: 'Start it again in a few minutes; Agora’s status page may say more.',
  },
  agora_no_worker: {
    what: 'Agora had no recorder free.',
    todo: 'Nothing yet: the bot asks for another one.',
    afterwards: 'Start it again in a few minutes. If Agora has none then either, ask its support.',
  },
  agora_incomplete: {
    what: 'Agora had not completed the request when it answered.',
    todo: 'Nothing yet: the bot sends it again.',
    afterwards: 'Start it again in a few minutes; Agora’s status page may say more.',
  },
  agora_strange: {
    what: 'Agora gave an answer that it never documented.',
    todo: 'Ask whoever runs this bot to look into its log, and into the bucket if the recording mattered.',
  },
  agora_bad_token: {
    what: 'The token for the recorder could not be made, or Agora refused it.',
    todo: 'Ask whoever runs this bot to check that AGORA_APP_CERTIFICATE is the App Certificate of this App ID in the Agora Console (32 hexadecimal digits).',
  },
  control_data_missing: {
    what: 'The bot does not hold the ids that Agora wants to see for this call.',
    todo: 'Ask whoever runs this bot to look into its log. A recorder that runs ends by itself after the last participant has left.',
  },
  control_data_refused: {
    what: 'Agora says that the ids which the bot holds of this recording do not fit, or no longer serve.',
    todo: 'Ask whoever runs this bot to look into its log. If the recorder still runs, it ends by itself after the last participant has left.',
  },
  agora_gone: {
    what: 'Agora has found no recorder for a minute and a half.',
    todo: 'Start the recording again if the session goes on.',
  },
  start_conflict: {
    what: 'Agora says that a recorder with the same uid is already in the channel.',
    todo: 'Nothing yet: the bot asks for another one.',
    afterwards: 'Start it again. If it happens again, look for another program that records this channel.',
  },
  resource_expired: {
    what: 'The reservation at Agora ran out before the recording began.',
    todo: 'Nothing yet: the bot makes a new one.',
    afterwards: 'Start it again.',
  },
  start_exhausted: {
    what: 'Agora could not be brought to start this recording.',
    todo: 'Start it again in a few minutes; if that fails too, ask whoever runs this bot to look into its log.',
  },
  not_confirmed: {
    what: 'Agora accepted the start, but its recorder did not appear, or left at once.',
    todo:
      'Check, in this order: the storage keys, bucket and region; the App Certificate (a token must fit the recorder’s uid); that nobody in the ' +
      'channel uses the recorder’s uid; that somebody publishes; AGORA_CHANNEL_TYPE; and that all participants have number uids.',
    // The order is that of the complaints about starts that Agora accepted and nobody ever saw record.
    causes: [
      {
        cause: 'The storage keys, the bucket or its region are wrong',
        check:
          'compare STORAGE_VENDOR, STORAGE_REGION, STORAGE_BUCKET and both keys with your storage service; the key must be allowed to write',
      },
      {
        cause: 'The token does not fit the recorder',
        check:
          'AGORA_APP_CERTIFICATE must be the primary certificate of this App ID, and must be set if the Agora Console shows it as enabled',
      },
      {
        cause: 'Somebody in the channel has the recorder’s uid',
        check:
          'your app must not give its users uids from 3000000000 up, where this bot draws those of its recorders; Agora drops one of two with the same uid',
      },
      {
        cause: 'Nobody publishes',
        check: 'somebody must have a camera or microphone on, in a channel of exactly this name (capitals count)',
      },
      {
        cause: 'The channel type is another one',
        check: 'AGORA_CHANNEL_TYPE must be what your app uses: `communication` or `live`',
      },
      {
        cause: 'Users join with string accounts',
        check: 'every participant must join with a number as uid, or the recorder sees nobody',
      },
    ],
  },
  start_unknown: {
    what: 'Agora may have started a recorder, but its answer never arrived.',
    todo: 'The recorder can’t be controlled from here. It ends by itself after the last participant has left.',
  },
  control_expired: {
    what: 'Agora lets a recording be controlled for 72 hours only, and they are over: I can neither see nor stop it any more.',
    todo: 'If it still runs, it ends by itself five minutes after the last participant has left the channel. Look into the bucket for its files.',
  },
  channel_empty: {
    what: 'Nobody was left in the channel for five minutes, so Agora’s recorder left, too.',
    todo: 'Start it again if the session goes on.',
  },
  token_expired: {
    what: 'The recorder’s token has run out: Agora’s tokens serve 24 hours, and the one of a recorder can’t be renewed.',
    todo: 'Start the recording again if the session goes on.',
  },
  recorder_error: {
    what: 'Agora’s recorder has met an error.',
    todo: 'Watch the card: if the recording ends, start it again.',
    afterwards:
      'Start it again if the session goes on. If it happens again, write to Agora’s support with the file’s name.',
  },
  recorder_vanished: {
    what: 'Agora’s recorder has vanished, and not because everybody had left: for that it was there too short a time.',
    todo: 'Start it again at once if the session goes on, and look into the bucket for what was recorded until then.',
  },
  storage_refused: {
    what: 'Agora can’t write to the bucket: the storage settings are wrong.',
    todo: 'Ask whoever runs this bot to correct STORAGE_VENDOR, STORAGE_REGION, STORAGE_BUCKET or the keys and to restart it; then start the recording again.',
  },
  upload_failed: {
    what: 'Agora could not upload some of the files.',
    todo: 'Check that the bucket exists and takes files. If some are missing at the end, write to Agora’s support: it keeps a backup for about three days.',
  },
  upload_slow: {
    what: 'The upload of the files takes longer than usual.',
    todo: 'Look into the bucket again in 20 minutes.',
  },
  upload_backup: {
    what: 'The bucket does not take files just now, so Agora puts them into its own backup and moves them later.',
    todo: 'Check that the storage service is up and the key still serves. The recording goes on.',
  },
  download_failed: {
    what: 'Agora could not fetch files from the bucket.',
    todo: 'Check that the storage service is up and that the key may read, if Agora is to work on the files afterwards.',
  },
  web_limit: {
    what: 'The page wants more than Agora’s web recorder can give, so it stops.',
    todo: 'Use a simpler page or a smaller size, then start again.',
  },
  web_reloaded: {
    what: 'Agora’s web recorder has loaded the page again, because it was silent or did not load.',
    todo: 'Open the page yourself and see whether it plays.',
  },
  web_stopped: {
    what: 'Agora’s web recorder has stopped by itself.',
    todo: 'Check that the page can be reached from the internet, then start again.',
  },
  too_late: {
    what: 'It could not begin within 15 minutes, because the bot was down or Agora out of reach, and it is too late now.',
    todo: 'Start it again if the session is still going on.',
  },
  cancelled: {
    what: 'It was stopped before Agora had been asked to record.',
    todo: 'Nothing was recorded. Start it again whenever you like.',
  },
  card_refused: {
    what: 'The card could not be posted, so nothing was started.',
    todo: 'Invite the bot to the channel and start again.',
  },
} as const satisfies Record<string, ErrorInfo>;

export type ErrorCode = keyof typeof problems;
