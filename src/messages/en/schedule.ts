/** Schedules: in the channel, to the person who made one, and in answer to commands. */
export const schedule = {
  'schedule.scheduled': '{by} scheduled {name}: {rule}, for {span}.{next}',
  'schedule.next': ' Next time: {at}.',
  'schedule.reminder': '{name} will be recorded {at}, for {span}. Scheduled by {by}.',
  'schedule.skipped': '{by} skipped the recording of {name} {at}.{next}',
  'schedule.skipped.last': '{by} skipped the recording of {name} {at}. No other time follows.',
  'schedule.canceled': '{by} canceled the schedule of {name}. A recording that is running goes on.',
  'schedule.missed':
    '{count, plural, one {A scheduled recording of {name} was missed} other {# scheduled recordings of {name} were missed}} because the bot was not running: {times}.{next}',
  'schedule.missed.more': '{times} and {count} more',
  'schedule.notStarted': 'The recording of {name} scheduled for {at} did not start. {reason}{next}',
  'schedule.willNotStart': 'The recording of {name} scheduled for {at} can’t start. {reason}',
  'schedule.busy': 'Another recording of the channel ({id}) ran all that time.',
  'schedule.busy.unavailable': 'The channel could not be recorded from here all that time.',
  'schedule.limitReached': 'That is because {limit} is used up ({used} of {most}). It starts again {until}.',
  'schedule.configuration':
    'Ask your admin to correct the configuration, or cancel the schedule and make a new one: `/record schedules`.',
  'schedule.notPermitted': '{by} may no longer start recordings here. Somebody who may can schedule it again.',
  'schedule.unreadable':
    'I couldn’t read the user group {group}, so I couldn’t tell whether {by} may. Ask your admin to check the scope `usergroups:read`.',
  'schedule.blocked':
    'The recording of {name} scheduled for {at} waits: the channel is being recorded already ({id}). It starts as soon as that one ends.',
  'schedule.blocked.unavailable':
    'The recording of {name} scheduled for {at} waits: the channel can’t be recorded from here now. It starts as soon as it can.',
  'schedule.storage.refused':
    'The storage {storage} refuses its keys, so {name} can’t be recorded {at}. Ask your admin to correct them before then; `npm run doctor` checks them.',
  'schedule.storage.failed':
    'The storage {storage} could not be checked for {name}, which is to be recorded {at}. Ask your admin to run `npm run doctor` before then.',
  'schedule.channelRejected': '{name} was not scheduled. {reason} {remedy}, then schedule it again.',
  'schedule.channelRejected.kept':
    'I can’t post about the schedule of {name}. {reason} Without a card nothing is recorded there. {remedy}.',

  'schedule.rule.once': 'once, {at}',
  'schedule.rule.weekly': 'every {days} at {time} ({zone})',
  'schedule.rule.daily': 'every day at {time} ({zone})',
  'schedule.rule.cron': 'at {expression} ({zone})',
  'schedule.day.0': 'Sunday',
  'schedule.day.1': 'Monday',
  'schedule.day.2': 'Tuesday',
  'schedule.day.3': 'Wednesday',
  'schedule.day.4': 'Thursday',
  'schedule.day.5': 'Friday',
  'schedule.day.6': 'Saturday',
  'schedule.and': '{rest} and {last}',

  'schedule.button.skip': 'Skip Next',
  'schedule.button.cancel': 'Cancel',
  'schedule.confirm.title': 'Cancel this schedule?',
  'schedule.confirm.text': '{name} will no longer be recorded at its times.',
  'schedule.confirm.confirm': 'Cancel Schedule',
  'schedule.confirm.deny': 'Keep',

  'schedule.reply.scheduled': 'Scheduled {name} ({id}): {rule}, for {span}.{next}',
  'schedule.reply.otherZone':
    'That is in {zone}, my own time zone, because I can’t see yours. Ask your admin to add the scope `users:read`.',
  'schedule.reply.skipped': 'Skipped.{next}',
  'schedule.reply.skippedLast': 'Skipped. No other time follows.',
  'schedule.reply.canceled': 'Canceled the schedule of {name}.',
  'schedule.reply.notAllowed': 'Only people in the schedule’s Slack channel or {by} can change the schedule of {name}.',
  'schedule.reply.ended': 'The schedule of {name} has ended already.',
  'schedule.reply.notNext': 'That time of {name} is skipped or over already.{next}',
  'schedule.reply.notFound': 'This schedule no longer exists. `/record schedules` lists the others.',

  'schedule.noTime': 'That time is over, or there is no such day. Choose a later one. Times are in {zone}.',
  'schedule.noDuration': 'How long? Add for example `for=1h`.',
  'schedule.overlaps': 'It would begin again after {interval}, before it ends. Choose a shorter `for`, or fewer times.',
  'schedule.tooOften': 'It would begin again too soon. Leave at least {least} between two times.',
  'schedule.tooMany':
    'This Slack channel has {most} schedules, which is the limit. Cancel one first: `/record schedules`.',

  'schedules.none': 'Nothing is scheduled. For example: `/record schedule maths every="mon,wed 09:00" for=1h`',
  'schedules.head': '{count, plural, one {# schedule:} other {# schedules:}}',
  'schedules.entry': '{name} ({id}) · {rule} · {span} · {by}.{next}',
  'schedules.more': '… and {count} more. Cancel what is no longer needed to see them.',
} as const;
