import type { Connection } from '@platformatic/kafka';
import { expect, it, vi } from 'vitest';
import { Wire } from '../../../src/runtime/brokers/kafka/wire.js';

/** A connection that is closed when its socket is destroyed, or by itself after so many milliseconds. */
function connectionThat({ closesAfter }: { readonly closesAfter: number }): { readonly connection: Connection; readonly destroyed: () => boolean } {
    let destroyed = false;
    let closed: () => void = () => {};
    const connection = {
        once: () => {},
        socket: { destroy: () => {
            destroyed = true;
            closed();
        } },
        close: () => new Promise<void>(resolve => {
            closed = resolve;
            setTimeout(resolve, closesAfter);
        }),
    };
    return { connection: connection as unknown as Connection, destroyed: () => destroyed };
}

const api = { async: async () => 'answer' } as never;

it('A connection that has something to send is let send it', async () => {
    vi.useFakeTimers();
    try {
        const { connection, destroyed } = connectionThat({ closesAfter: 500 });
        const wire = new Wire(async () => connection);
        await wire.ask(api);
        const closing = wire.close();
        await vi.advanceTimersByTimeAsync(600);
        await closing;
        expect(destroyed()).toBe(false);
        expect(vi.getTimerCount()).toBe(0);
    } finally {
        vi.useRealTimers();
    }
});

it('A connection to a server that has fallen silent is given up after a second', async () => {
    vi.useFakeTimers();
    try {
        const { connection, destroyed } = connectionThat({ closesAfter: 600_000 });
        const wire = new Wire(async () => connection);
        await wire.ask(api);
        const closing = wire.close();
        await vi.advanceTimersByTimeAsync(1100);
        await closing;
        expect(destroyed()).toBe(true);
    } finally {
        vi.useRealTimers();
    }
});
