/** Every sentence that a user reads, in simplified Chinese. */
import type { en } from '../en/index.ts';
import { card } from './card.ts';
import { doctor } from './doctor.ts';
import { errors } from './errors.ts';
import { files } from './files.ts';
import { home } from './home.ts';
import { input } from './input.ts';
import { install } from './install.ts';
import { layout } from './layout.ts';
import { permission } from './permission.ts';
import { replies } from './replies.ts';
import { schedule } from './schedule.ts';
import { startForm } from './start-form.ts';
import { steps } from './steps.ts';
import { thread } from './thread.ts';
import { usage } from './usage.ts';

export const zh = {
  ...input,
  ...card,
  ...thread,
  ...replies,
  ...layout,
  ...files,
  ...schedule,
  ...startForm,
  ...steps,
  ...usage,
  ...permission,
  ...errors,
  ...doctor,
  ...home,
  ...install,
} as const satisfies Record<keyof typeof en, string>;
