import type { Process, ProcessStep } from '../flow-model.js';
import { oncePer } from '../once-per.js';

/** Every step of a process, wherever it is taken. */
export const stepsOf = oncePer((process: Process): readonly ProcessStep[] => [...process.starts, ...process.anywhere, ...process.states.flatMap(({ steps }) => steps)]);
