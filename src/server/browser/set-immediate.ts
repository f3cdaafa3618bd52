/*
 * Stands for Node's global of this name in a browser: a turn of the event loop, in which messages that have arrived are
 * taken first. `setTimeout` would wait for 4 ms once it is nested.
 */
interface Ports {
    port1: { onmessage: () => void };
    port2: { postMessage(message: undefined): void };
}

const { port1, port2 } = new MessageChannel() as unknown as Ports;
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/** Calls `run` in a later turn of the event loop. */
export function setImmediate(run: () => void): void {
    waiting.push(run);
    port2.postMessage(undefined);
}
