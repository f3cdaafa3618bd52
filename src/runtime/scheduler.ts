/** Decides when a step that could run now does run, and hears of work whose end it cannot see by itself. */
export interface Scheduler {
    /** Runs `step` soon and never within this call; the order among waiting steps is the scheduler's. */
    enqueue(step: () => void): void;
    /** Says that asynchronous work has begun; the returned function, called once or more, says that it has ended. */
    hold(): () => void;
    /**
     * Says that some held work now waits for something that only the clock or another held work brings (a sleep, a
     * reply), so that it does not keep a virtual clock from moving; the returned function says that the wait is over.
     */
    park(): () => void;
}

/** What hosts offer to run a callback after all pending promise continuations; looked up once, as tests may replace them. */
const host = globalThis as unknown as {
    setImmediate?: (callback: () => void) => void;
    MessageChannel?: new () => { port1: { onmessage: (() => void) | null }; port2: { postMessage(message: null): void } };
};

/**
 * Calls back in a turn of the event loop of its own, when the promise continuations of the present one have run.
 * Turns are taken in the order of the calls.
 */
export const takeTurn: (callback: () => void) => void = chooseTurn();

function chooseTurn(): (callback: () => void) => void {
    const { setImmediate, MessageChannel } = host;
    if (setImmediate !== undefined) {
        return (callback) => setImmediate(callback);
    }
    if (MessageChannel !== undefined) {
        const channel = new MessageChannel();
        const waiting: (() => void)[] = [];
        channel.port1.onmessage = () => waiting.shift()?.();
        return (callback) => {
            waiting.push(callback);
            channel.port2.postMessage(null);
        };
    }
    return (callback) => void setTimeout(callback, 0);
}

const nothing = (): void => {};

/** Steps in the order in which they came, each in a turn of its own; for real use. */
export const systemScheduler: Scheduler = {
    enqueue: takeTurn,
    hold: () => nothing,
    park: () => nothing,
};
