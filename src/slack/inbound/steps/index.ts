/** The table of all steps of workflows, as the manifest has them. */
import { startStep } from './start.ts';
import type { Step } from './step.ts';
import { stopStep } from './stop.ts';

export const steps: readonly Step[] = [startStep, stopStep];
