import type { StopOptions, StopReport } from './deliveries-in-hand.js';

/** What is used of Node's `process`; looked up where it is needed, since generated programs compile without Node's types. */
interface HostProcess {
    on(signal: string, listener: (signal: string) => void): unknown;
    exit(code: number): void;
}

export interface SignalOptions extends StopOptions {
    /** `SIGTERM` and `SIGINT` unless given. */
    readonly signals?: readonly string[];
    /** Releases what the application was given and does not close itself: the broker, a pool of connections, a server. */
    readonly close?: () => Promise<unknown>;
    /** Is told what was left when the time was over. */
    readonly report?: (report: StopReport) => void;
}

/** Exit codes by which shells tell that a signal ended a program. */
const codes: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/**
 * Lets the first signal stop the application, which settles what it has in hand (for 10 seconds unless `timeout` is given),
 * and then ends the process: with 0, or with 1 where something was left. A second signal ends it at once.
 */
export function stopOnSignals(application: { stop(options?: StopOptions): Promise<StopReport> }, options: SignalOptions = {}): void {
    const { signals = ['SIGTERM', 'SIGINT'], timeout = 10_000, close = () => Promise.resolve(), report = () => undefined } = options;
    const host = (globalThis as unknown as { process: HostProcess }).process;
    let stopping = false;
    const stop = async (): Promise<number> => {
        const result = await application.stop({ timeout });
        report(result);
        await close();
        return result.unfinished.length === 0 ? 0 : 1;
    };
    for (const signal of signals) {
        host.on(signal, () => {
            if (stopping) return host.exit(codes[signal] ?? 1);
            stopping = true;
            // An error here is nobody's but the program's: Node tells it and ends with 1.
            void stop().then(code => host.exit(code));
        });
    }
}
