import { describe } from 'vitest';
import { people } from './rows/people.ts';
import { play } from './run.ts';

describe(people.title, () => play(people));
