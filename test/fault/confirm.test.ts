import { describe } from 'vitest';
import { play } from './play.ts';
import { confirm } from './rows/confirm.ts';

describe(confirm.title, () => play(confirm));
