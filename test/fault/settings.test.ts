import { describe } from 'vitest';
import { settings } from './rows/settings.ts';
import { play } from './run.ts';

describe(settings.title, () => play(settings));
