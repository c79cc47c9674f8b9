import { describe } from 'vitest';
import { notifications } from './rows/notices.ts';
import { play } from './run.ts';

describe(notifications.title, () => play(notifications));
