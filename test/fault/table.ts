/** The whole fault table, in the order of a recording's life. */
import type { Subject } from './case.ts';
import { confirm } from './rows/confirm.ts';
import { layout } from './rows/layout.ts';
import { notifications } from './rows/notifications.ts';
import { people } from './rows/people.ts';
import { reserve } from './rows/reserve.ts';
import { settings } from './rows/settings.ts';
import { slack } from './rows/slack.ts';
import { start } from './rows/start.ts';
import { stop } from './rows/stop.ts';
import { watch } from './rows/watch.ts';

export const table: readonly Subject[] = [
  reserve,
  start,
  confirm,
  watch,
  layout,
  settings,
  stop,
  notifications,
  slack,
  people,
];
