import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type * as runtime from '../../src/runtime/index.js';
import { load, writeProgram } from '../support/generated-program.js';
import { modelOf } from '../support/model-of.js';
import { readTree } from '../support/read-tree.js';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));

/** A running example. */
export interface ExampleApp {
    start(): Promise<void>;
    stop(): Promise<unknown>;
    readonly health: runtime.Health;
    readonly application: runtime.Application;
    readonly send: Readonly<Record<string, Readonly<Record<string, (data: object) => Promise<unknown>>>>>;
    readonly ask: Readonly<Record<string, Readonly<Record<string, (parameters: object) => Promise<unknown>>>>>;
}

/** What is used here of a generated program that is on several brokers. */
export interface ExampleProgram {
    createApp(options: { readonly brokers: Readonly<Record<string, runtime.Broker>>; readonly handlers: unknown; readonly observe: (activity: runtime.ApplicationActivity) => void }): ExampleApp;
    connectBrokers(): Readonly<Record<string, runtime.Broker>>;
    readonly usualHandlers: unknown;
    aPlaceOrder?(fields: object): object;
}

export interface StartedProgram {
    readonly app: ExampleApp;
    readonly program: ExampleProgram;
    /** What went wrong so far. */
    readonly failures: string[];
    readonly deadLetters: string[];
}

/** The programs that a file of tests runs. */
export class Programs {
    private readonly closing: (() => Promise<unknown>)[] = [];

    /** Starts an example as it is generated, but that its brokers may be of other kinds; the environment says where they are. */
    async start(name: string, brokers: Readonly<Record<string, string>>, samples = ''): Promise<StartedProgram> {
        const texts = [...readTree(join(examples, name), '.sluice').values()].map(text => text.replace(/^broker (\w+) \w+/gm, (_line, broker: string) => `broker ${broker} ${brokers[broker]}`));
        const embedded = Object.values(brokers).every(kind => kind === 'memory');
        const connect = embedded
            ? `import { onOneBroker } from './generated/app.js';\nimport { createMemoryBroker } from './generated/runtime/index.js';\nexport const connectBrokers = () => onOneBroker(createMemoryBroker());\n`
            : `export * from './generated/brokers.js';\n`;
        const entry = `export { createApp } from './generated/app.js';\nexport { usualHandlers } from './generated/usual-handlers.js';\n${connect}${samples}`;
        const program = await load<ExampleProgram>(writeProgram(await modelOf(...texts), { files: { 'entry.ts': entry } }), 'entry.ts');
        const connections = program.connectBrokers();
        const failures: string[] = [];
        const deadLetters: string[] = [];
        for (const broker of new Set(Object.values(connections))) {
            broker.watch?.(failure => {
                if (failure.kind !== 'retried') deadLetters.push(`${failure.deadLetter.subscription}: ${failure.deadLetter.reason}`);
            });
            this.closing.push(() => broker.close());
        }
        const app = program.createApp({ brokers: connections, handlers: program.usualHandlers, observe: activity => void (activity.kind === 'failed' && failures.push(activity.reason)) });
        this.closing.push(() => app.stop());
        await app.start();
        return { app, program, failures, deadLetters };
    }

    async end(): Promise<void> {
        for (const close of this.closing.splice(0).reverse()) await close();
    }
}

/** Asks again until the answer is as expected. */
export function eventually<Value>(ask: () => Promise<Value>) {
    return expect.poll(ask, { timeout: 40_000, interval: 50 });
}

/** Registers devices with the telemetry example, and gives each a configuration. */
export async function feedTelemetry({ send }: ExampleApp, ids: readonly string[]): Promise<void> {
    const { registerDevice, changeConfiguration } = send['devices']!;
    for (const deviceId of ids) {
        await registerDevice!({ deviceId, site: 'nl-ams-04', mountedOn: `pump ${deviceId}`, registeredAt: '2026-01-01T00:00:00.000Z' });
        await changeConfiguration!({ deviceId, settings: { interval: 60, deadband: 0.5, alarmAbove: {} } });
    }
}

/** Each device with the revision that it is to have. */
export async function telemetryRows({ ask }: ExampleApp): Promise<readonly string[]> {
    const rows = await ask['devices']!['devicesOfSite']!({ site: 'nl-ams-04' }) as readonly { readonly deviceId: string; readonly desiredRevision: number }[];
    return rows.map(({ deviceId, desiredRevision }) => `${deviceId} ${desiredRevision}`).sort();
}
