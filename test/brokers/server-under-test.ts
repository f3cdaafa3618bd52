import { createServer, type AddressInfo } from 'node:net';
import type { Broker, ChannelDefinition } from '../../src/runtime/broker.js';
import type { BrokerUnderTest } from '../runtime/brokers/contract/bench.js';
import { LoopbackProxy } from '../support/loopback-proxy.js';

/** What the script that started a server says of it. */
export interface StartedServer {
    readonly port: number;
    /** The port of its interface for administrators, where that is another. */
    readonly management?: number;
    /** Where it is reached by TLS, if it is, and the file with the authority that has signed its certificate. */
    readonly secured?: { readonly port: number; readonly ca: string };
    /** Where it can be started again: a POST to this address answers when it is back. */
    readonly restart: string;
}

/** How a kind of broker is reached and cleaned up. */
export interface ServerAccess {
    create(url: string, options: { readonly connectTimeout?: number }): Broker;
    url(port: number, credentials?: { readonly user: string; readonly password: string }): string;
    inject(channel: ChannelDefinition, bytes: Uint8Array): Promise<void>;
    /** Removes all whose name begins so. */
    clear(prefix: string): Promise<void>;
    readonly passesLimits?: boolean;
}

/** The server that this run is about; the script that runs the tests has started it. */
export function startedServer(): StartedServer {
    const told = process.env['SLUICE_STARTED_SERVER'];
    if (told === undefined) throw new Error('No server was started for these tests: run them with `node scripts/brokers.mjs`.');
    return JSON.parse(told) as StartedServer;
}

/** All servers that this run is about, by kind. */
export function startedServers(): Readonly<Record<string, StartedServer>> {
    return JSON.parse(process.env['SLUICE_STARTED_SERVERS'] ?? '{}') as Record<string, StartedServer>;
}

/** Kills a server and resolves when it is back. */
export async function restartServer({ restart }: StartedServer): Promise<void> {
    const response = await fetch(restart, { method: 'POST' });
    if (!response.ok) throw new Error(await response.text());
}

let opened = 0;

/** A broker of its own for one behaviour, through a proxy of its own. */
export async function openServerBroker(started: StartedServer, access: ServerAccess): Promise<BrokerUnderTest> {
    const { port } = started;
    const proxy = new LoopbackProxy(port);
    const prefix = `b${process.pid.toString(36)}-${(opened++).toString(36)}-`;
    const broker = access.create(access.url(await proxy.open()), {});
    const closing: (() => Promise<unknown> | void)[] = [() => proxy.close(), () => broker.close()];
    const pass = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));
    return {
        broker,
        prefix,
        ...(access.passesLimits !== undefined && { passesLimits: access.passesLimits }),
        now: () => Date.now(),
        pass,
        sleep: pass,
        async until(condition, { seconds = 10 } = {}) {
            const end = Date.now() + seconds * 1000;
            while (!condition()) {
                if (Date.now() > end) throw new Error(`It has not come to hold within ${seconds} s: ${String(condition)}`);
                await pass(5);
            }
        },
        async dispose() {
            // What was opened last is closed first, and the way to the server last of all.
            for (const close of closing.toReversed()) await close();
            await access.clear(prefix);
        },
        server: {
            async another() {
                const other = access.create(access.url(port), {});
                closing.push(() => other.close());
                return other;
            },
            async mortal() {
                const own = new LoopbackProxy(port);
                const mortal = access.create(access.url(await own.open()), {});
                return {
                    broker: mortal,
                    kill() {
                        own.close();
                        // What it has in hand is never done: nobody waits for it.
                        void mortal.close().catch(() => undefined);
                    },
                };
            },
            async unreachable(credentials) {
                return access.create(access.url(await unusedPort(), credentials), { connectTimeout: 500 });
            },
            cut: () => proxy.cut(),
            muffle: () => proxy.muffle(),
            block: () => proxy.block(),
            restart: () => restartServer(started),
            inject: access.inject,
        },
    };
}

function unusedPort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
            const { port } = server.address() as AddressInfo;
            server.close(() => resolve(port));
        });
    });
}
