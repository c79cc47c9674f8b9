import { describe } from 'vitest';
import { confirm } from './rows/confirm.ts';
import { play } from './run.ts';

describe(confirm.title, () => play(confirm));
