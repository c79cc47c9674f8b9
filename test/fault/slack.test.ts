import { describe } from 'vitest';
import { slack } from './rows/slack.ts';
import { play } from './run.ts';

describe(slack.title, () => play(slack));
