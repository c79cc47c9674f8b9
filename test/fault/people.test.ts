import { describe } from 'vitest';
import { play } from './play.ts';
import { people } from './rows/people.ts';

describe(people.title, () => play(people));
