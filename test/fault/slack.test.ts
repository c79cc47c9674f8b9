import { describe } from 'vitest';
import { play } from './play.ts';
import { slack } from './rows/slack.ts';

describe(slack.title, () => play(slack));
