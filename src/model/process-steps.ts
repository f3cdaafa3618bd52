import type { Process } from './flow-model.js';

/** Every step of a process, wherever it is taken. */
export function stepsOf(process: Process) {
    return [...process.starts, ...process.anywhere, ...process.states.flatMap(({ steps }) => steps)];
}
