import { describe } from 'vitest';
import { play } from './play.ts';
import { stop } from './rows/stop.ts';

describe(stop.title, () => play(stop));
