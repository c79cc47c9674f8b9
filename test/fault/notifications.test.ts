import { describe } from 'vitest';
import { notifications } from './rows/notifications.ts';
import { play } from './run.ts';

describe(notifications.title, () => play(notifications));
