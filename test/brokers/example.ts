import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Broker } from '../../src/runtime/broker.js';
import { load, writeProgram } from '../support/generated-program.js';
import { modelOf } from '../support/model-of.js';
import { readTree } from '../support/read-tree.js';

const project = fileURLToPath(new URL('../../', import.meta.url));

interface DeviceTwin {
    readonly deviceId: string;
    readonly site: string;
    readonly mountedOn: string;
    readonly desiredRevision: number;
}

/** What is used here of the program that is generated for the example. */
interface Program {
    createApp(options: { readonly broker: Broker; readonly handlers: unknown }): {
        start(): Promise<void>;
        stop(): Promise<unknown>;
        readonly send: { readonly devices: { registerDevice(data: object): Promise<unknown>; changeConfiguration(data: object): Promise<unknown>; retireDevice(data: object): Promise<unknown> } };
        readonly ask: { readonly devices: { devicesOfSite(parameters: object): Promise<readonly DeviceTwin[]> } };
    };
    readonly usualHandlers: unknown;
    readonly createBroker: (options: { readonly name: string; readonly url: string }) => Broker;
}

/** Runs the telemetry example, all of it on one server, as it is generated: commands go in, and read models are as they must be. */
export function describeExample({ kind, factory, url, clear, how = '' }: {
    readonly kind: string;
    /** Makes the broker, from `runtime/brokers/<kind>.ts`. */
    readonly factory: string;
    /** Where the server is, perhaps only after something was made of the specification. */
    readonly url: string | ((texts: readonly string[]) => Promise<string>);
    readonly clear: () => Promise<void>;
    /** What is special this time. */
    readonly how?: string;
}): void {
    describe(`The telemetry example on ${kind}${how}`, () => {
        it('makes read models of the commands that it is sent, and answers questions', async () => {
            await clear();
            const texts = [...readTree(join(project, 'examples/telemetry'), '.sluice').values()].map(text => text.replace(/^.*\nbroker work redis\n/m, '').replace(/^broker readings nats/m, `broker readings ${kind}`).replaceAll(' on work ', ' on readings '));
            const entry = `export { createApp } from './generated/app.js';\nexport { usualHandlers } from './generated/usual-handlers.js';\nexport { ${factory} as createBroker } from './generated/runtime/brokers/${kind}.js';\n`;
            const folder = writeProgram(await modelOf(...texts), { files: { 'entry.ts': entry } });
            const { createApp, usualHandlers, createBroker } = await load<Program>(folder, 'entry.ts');
            const broker = createBroker({ name: 'readings', url: typeof url === 'string' ? url : await url(texts) });
            const app = createApp({ broker, handlers: usualHandlers });
            await app.start();
            try {
                const ids = Array.from({ length: 24 }, (_, index) => `pm-${String(index).padStart(6, '0')}`);
                await Promise.all(ids.map(async (deviceId, index) => {
                    await app.send.devices.registerDevice({ deviceId, site: index % 2 === 0 ? 'nl-ams-04' : 'de-ber-01', mountedOn: `pump ${index}`, registeredAt: '2026-01-01T00:00:00.000Z' });
                    await app.send.devices.changeConfiguration({ deviceId, settings: { interval: 60, deadband: 0.5, alarmAbove: {} } });
                    // The same device again is refused by its aggregate, and changes nothing.
                    await app.send.devices.registerDevice({ deviceId, site: 'fr-par-09', mountedOn: 'nowhere', registeredAt: '2026-01-01T00:00:00.000Z' });
                }));
                let rows: readonly DeviceTwin[] = [];
                const end = Date.now() + 20_000;
                do {
                    await new Promise(resolve => setTimeout(resolve, 50));
                    rows = [...await app.ask.devices.devicesOfSite({ site: 'nl-ams-04' }), ...await app.ask.devices.devicesOfSite({ site: 'de-ber-01' })];
                } while ((rows.length < ids.length || rows.some(({ desiredRevision }) => desiredRevision < 1)) && Date.now() < end);
                expect(rows.map(({ deviceId, mountedOn, desiredRevision }) => ({ deviceId, mountedOn, desiredRevision })).sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1)))
                    .toEqual(ids.map((deviceId, index) => ({ deviceId, mountedOn: `pump ${index}`, desiredRevision: 1 })));
                expect(await app.ask.devices.devicesOfSite({ site: 'fr-par-09' })).toEqual([]);
            } finally {
                await app.stop();
                await broker.close();
                await clear();
            }
        });
    });
}
