import { describe } from 'vitest';
import { play } from './play.ts';
import { notices } from './rows/notices.ts';

describe(notices.title, () => play(notices));
