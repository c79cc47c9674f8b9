import type { Steps } from '../migrate.ts';
import { recordingParts } from './recording-parts.ts';

export const steps: Steps = { 4: recordingParts };
