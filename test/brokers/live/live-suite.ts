import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Broker } from '../../../src/runtime/broker.js';
import { load, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';
import { createFolder } from '../../support/run-cli.js';
import { runInProcess } from '../../support/run-command-line.js';

/** A resource by what it is called in plans. */
export interface NamedResource {
    readonly kind: string;
    readonly name: string;
}

/** How a kind of server is reached and changed behind Sluice's back. */
export interface LiveAccess {
    readonly kind: string;
    /** What the environment has to say of the broker `main`. */
    readonly environment: Readonly<Record<string, string>>;
    /** The address of a server that is not there, with a password in it. */
    readonly nowhere: Readonly<Record<string, string>>;
    /** Removes everything from the server. */
    clear(): Promise<void>;
    /** Changes a setting of something that was applied, if the server has settings. */
    tamper?(): Promise<NamedResource & { setting: string }>;
    /** Deletes something that was applied. */
    destroy(): Promise<NamedResource>;
    /** Makes something that belongs to others, beside what was applied; the answer says whether it is still there. */
    makeForeign(): Promise<() => Promise<boolean>>;
    /** Makes `conflict` known under the name of something of the specification, but otherwise, if that is possible. */
    occupy?(): Promise<NamedResource>;
    /** What `retain 3 days` becomes a setting of, if of anything; `more`: clauses that are to be added in place, too. */
    readonly retention?: NamedResource & { setting: string; more?: string };
    /** Brings about that something of the specification, given as text, cannot be changed in place, and gives the specification that says so. */
    makeImmutable?(text: string): Promise<NamedResource & { text: string }>;
    /** Puts a message where `makeImmutable` and the queue `Extra` have theirs. */
    fill(name: string): Promise<void>;
    /** What the queue `Extra` is called. */
    readonly extra: NamedResource;
    /** What makes a broker for generated programs, from `runtime/brokers/<kind>.ts`. */
    readonly factory: string;
    /** Makes one change of a first apply fail; the function undoes that. */
    obstruct(): Promise<() => Promise<void>>;
}

const extra = `
  public command Repair { key machine: string(1..20) }
  queue Extra { carries Repair  order by none  retry 0 times }
  service Repairs { handle Repair }
`;

const specification = (kind: string) => `system Plant

broker main ${kind}

context Plant {
  public event MachineStarted { key machine: string(1..20) }
  public command StartMachine { key machine: string(1..20) }
  topic Readings { carries MachineStarted  retain 3 days }
  queue Starts { carries StartMachine  order by none  retry 2 times, backoff 1s to 2s }
  service Machines { handle StartMachine -> MachineStarted }
  service Watch { on MachineStarted by code }
  // more
}

actor Foreman { sends Plant.StartMachine, Plant.Repair }
`;

interface Planned {
    summary: Record<string, number>;
    brokers: { changes: { action: string; kind: string; name: string; settings: { setting: string }[]; needs: string[] }[]; foreign: NamedResource[] }[];
}

interface Applied {
    summary: Record<string, number>;
    brokers: { broker: string; changes: { action: string; kind: string; name: string; outcome: string }[] }[];
}

/** What is used here of a generated program. */
interface Program {
    createApp(options: { readonly broker: Broker; readonly handlers: unknown }): { start(): Promise<void>; stop(): Promise<unknown> };
    readonly usualHandlers: unknown;
    readonly createBroker: (options: { readonly name: string }) => Broker;
}

/** Holds `sluice plan`, `apply` and `drift` against a server of the kind. */
export function describeLive(access: LiveAccess): void {
    describe(`plan, apply and drift on ${access.kind}`, () => {
        const small = specification(access.kind).replace(', Plant.Repair', '');
        const large = specification(access.kind).replace('  // more\n', extra);
        const folder = createFolder({
            'plant.sluice': small,
            // The system with every clause asks of each broker also what it refuses.
            'sluice.config.json': '{ "rules": { "coupling/single-handler": "off", "naming/event-in-disguise": "off", "broker/unsupported": "off" } }',
        });
        const before = new Map(Object.keys({ ...access.environment, ...access.nowhere }).map(name => [name, process.env[name]]));
        const write = (text: string) => writeFileSync(join(folder, 'plant.sluice'), text);
        const run = async (...words: string[]) => await runInProcess([words[0]!, folder, ...words.slice(1)]);
        const planned = async () => JSON.parse((await run('plan', '--format', 'json')).out) as Planned;
        const changes = async () => (await planned()).brokers.flatMap(broker => broker.changes);
        const expectPlanned = async (expected: object) => expect(await changes()).toMatchObject([expected]);
        const apply = async (...words: string[]) => await run('apply', '--yes', ...words);

        beforeEach(async () => {
            Object.assign(process.env, access.environment);
            await access.clear();
            write(small);
        });
        afterAll(async () => {
            for (const [name, value] of before) {
                if (value === undefined) delete process.env[name];
                else process.env[name] = value;
            }
            await access.clear();
        });

        test.each<[string, string]>([
            ['of a small system', small],
            ['of a system with every clause', readFileSync(new URL('../every-clause.sluice', import.meta.url), 'utf8').replace(/^broker main KIND$/m, `broker main ${access.kind}`)],
        ])('make what is missing %s, and find nothing to do then', async (_, text) => {
            write(text);
            const first = await run('plan');
            expect(first).toMatchObject({ code: 1, error: '' });
            expect(first.out).toContain(' to create.');
            const { summary } = await planned();
            expect(summary).toMatchObject({ change: 0, recreate: 0, delete: 0, unchanged: 0 });
            expect(await apply()).toMatchObject({ code: 0, error: '' });
            expect(await run('plan')).toMatchObject({ code: 0, error: '' });
            expect(await planned()).toMatchObject({ summary: { create: 0, unchanged: summary['create'] } });
            expect(await run('drift')).toMatchObject({ code: 0, error: '' });
            expect(await apply()).toMatchObject({ code: 0, error: '' });
        });

        test.runIf(access.tamper)('name the setting that somebody has changed, and put it right again', async () => {
            await apply();
            const { setting, ...resource } = await access.tamper!();
            const { code, out } = await run('drift', '--format', 'json');
            expect(code).toBe(1);
            expect(JSON.parse(out)).toMatchObject({ summary: { changed: 1, gone: 0 }, brokers: [{ drift: [{ what: 'changed', ...resource, settings: [{ setting }] }] }] });
            expect((await run('drift')).out).toContain(setting);
            await expectPlanned({ action: 'change', ...resource, settings: [{ setting }], needs: [] });
            expect(await apply()).toMatchObject({ code: 0, error: '' });
            expect(await run('drift')).toMatchObject({ code: 0 });
        });

        test('name what somebody has deleted, and make it again', async () => {
            await apply();
            const resource = await access.destroy();
            const { code, out } = await run('drift', '--format', 'json');
            expect(code).toBe(1);
            expect(JSON.parse(out).brokers[0].drift).toContainEqual({ what: 'gone', ...resource, settings: [] });
            expect(await changes()).toContainEqual(expect.objectContaining({ action: 'create', ...resource }));
            expect(await apply()).toMatchObject({ code: 0, error: '' });
            expect(await run('drift')).toMatchObject({ code: 0 });
        });

        // Scenarios bring along what stands in for code.
        test.runIf(existsSync(new URL(`../../../src/runtime/brokers/${access.kind}.ts`, import.meta.url)))('find nothing to do after a program has run there', async () => {
            await apply();
            const entry = `export { createApp } from './generated/app.js';\nexport { usualHandlers } from './generated/usual-handlers.js';\nexport { ${access.factory} as createBroker } from './generated/runtime/brokers/${access.kind}.js';\n`;
            const { createApp, usualHandlers, createBroker } = await load<Program>(writeProgram(await modelOf(`${small}\nscenario "a machine is started" { when Plant.StartMachine then Plant.MachineStarted }\n`), { files: { 'entry.ts': entry } }), 'entry.ts');
            const broker = createBroker({ name: 'main' });
            const app = createApp({ broker, handlers: usualHandlers });
            await app.start();
            await app.stop();
            await broker.close();
            expect(await run('drift')).toMatchObject({ code: 0, error: '' });
            expect(await run('plan')).toMatchObject({ code: 0, error: '' });
        });

        test('ask before anything is changed, and change nothing unless the answer is yes', async () => {
            const questions: string[] = [];
            const asked = async (answer: string) => await runInProcess(['apply', folder], { ask: async question => {
                questions.push(question);
                return answer;
            } });
            const { summary } = await planned();
            for (const answer of ['', 'no', 'y']) expect(await asked(answer)).toMatchObject({ code: 1, out: expect.stringContaining('Nothing was applied.') });
            expect(await planned()).toMatchObject({ summary });
            expect(await asked('yes')).toMatchObject({ code: 0 });
            expect(questions[0]).toBe(`Apply ${summary['create']} changes? Only 'yes' does it: `);
            expect(await run('plan')).toMatchObject({ code: 0 });
        });

        test('leave alone what belongs to others', async () => {
            const isThere = await access.makeForeign();
            expect(await apply('--allow-delete', '--allow-recreate', '--allow-data-loss', '--adopt')).toMatchObject({ code: 0 });
            write(large);
            await apply();
            write(small);
            expect(await apply('--allow-delete', '--allow-recreate', '--allow-data-loss', '--adopt')).toMatchObject({ code: 0 });
            expect(await isThere()).toBe(true);
            expect(await run('drift')).toMatchObject({ code: 0 });
        });

        test.runIf(access.retention)('change in place what the specification says otherwise by now', async () => {
            await apply();
            const { setting, more = '', ...resource } = access.retention!;
            write(small.replace('retain 3 days', `retain 5 days ${more}`));
            // Nobody else has changed anything.
            expect(await run('drift')).toMatchObject({ code: 0 });
            const found = (await changes()).filter(({ action }) => action === 'change');
            expect(found).toContainEqual(expect.objectContaining({ ...resource, settings: expect.arrayContaining([expect.objectContaining({ setting })]) }));
            expect(await apply()).toMatchObject({ code: 0, error: '' });
            expect(await run('plan')).toMatchObject({ code: 0 });
        });

        test.runIf(access.makeImmutable)('make anew what cannot change in place only where that is allowed, and lose messages only where that is', async () => {
            await apply();
            const { text, ...resource } = await access.makeImmutable!(small);
            await access.fill(resource.name);
            write(text);
            expect(await changes()).toContainEqual(expect.objectContaining({ action: 'recreate', ...resource, messages: 1, needs: ['allow-recreate', 'allow-data-loss'] }));
            const unchanged = await run('plan');
            expect(await apply()).toMatchObject({ code: 1, error: expect.stringContaining('--allow-recreate') });
            expect(await apply('--allow-recreate')).toMatchObject({ code: 1, error: expect.stringContaining('--allow-data-loss') });
            expect(await run('plan')).toEqual(unchanged);
            expect(await apply('--allow-recreate', '--allow-data-loss', '--allow-delete')).toMatchObject({ code: 0, error: '' });
            expect(await run('plan')).toMatchObject({ code: 0 });
        });

        test('delete what is no longer in the specification only where that is allowed, and not while it holds messages', async () => {
            write(large);
            await apply();
            await access.fill(access.extra.name);
            write(small);
            const orphans = await changes();
            expect(orphans.every(({ action }) => action === 'delete')).toBe(true);
            expect(orphans).toContainEqual(expect.objectContaining({ ...access.extra, messages: 1, needs: ['allow-delete', 'allow-data-loss'] }));
            expect(await apply()).toMatchObject({ code: 0, error: '' });
            expect(await apply('--allow-delete')).toMatchObject({ code: 1, error: expect.stringContaining(access.extra.name) });
            expect(await changes()).toEqual(orphans);
            expect(await apply('--allow-delete', '--allow-data-loss')).toMatchObject({ code: 0, error: '' });
            expect(await run('plan')).toMatchObject({ code: 0 });
            expect(await run('drift')).toMatchObject({ code: 0 });
        });

        test('tell programs what was applied, what was not, and why', async () => {
            write(large);
            const json = async (...words: string[]) => {
                const { code, out } = await apply('--format', 'json', ...words);
                return { code, ...JSON.parse(out) as Applied };
            };
            const { summary: { create } } = await planned();
            const made = await json();
            expect(made).toMatchObject({ code: 0, version: 1, summary: { 'applied': create, 'ignored': 0, 'kept': 0, 'left': 0, 'not-allowed': 0, 'not-applied': 0, 'unchanged': 0 } });
            expect(new Set(made.brokers.flatMap(broker => broker.changes).map(({ action, outcome }) => `${action} ${outcome}`))).toEqual(new Set(['create applied']));
            expect(await json()).toMatchObject({ code: 0, summary: { applied: 0, unchanged: create }, brokers: [{ broker: 'main', changes: [] }] });
            await access.fill(access.extra.name);
            write(small);
            const orphans = (await planned()).summary['delete'];
            const kept = await json();
            expect(kept).toMatchObject({ code: 0, summary: { applied: 0, kept: orphans } });
            expect(kept.brokers[0]!.changes).toContainEqual(expect.objectContaining({ ...access.extra, outcome: 'kept', needs: ['allow-delete', 'allow-data-loss'] }));
            const refused = await json('--allow-delete');
            expect(refused.code).toBe(1);
            expect(refused.summary['applied']).toBe(0);
            expect(refused.summary['not-allowed']! + refused.summary['not-applied']!).toBe(orphans);
            expect(refused.brokers[0]!.changes).toContainEqual(expect.objectContaining({ ...access.extra, outcome: 'not-allowed' }));
            expect(await json('--allow-delete', '--allow-data-loss')).toMatchObject({ code: 0, summary: { applied: orphans } });
        });

        test.runIf(access.occupy)('take over what others made under a name of the specification only where that is allowed', async () => {
            const resource = await access.occupy!();
            expect(await changes()).toContainEqual(expect.objectContaining({ ...resource, adopts: true, needs: expect.arrayContaining(['adopt']) }));
            expect(await apply('--allow-recreate', '--allow-data-loss')).toMatchObject({ code: 1, error: expect.stringContaining('--adopt') });
            expect(await apply('--adopt', '--allow-recreate', '--allow-data-loss')).toMatchObject({ code: 0, error: '' });
            expect(await run('plan')).toMatchObject({ code: 0 });
        });

        test('go on where they failed midway', async () => {
            const undo = await access.obstruct();
            const failed = await apply();
            expect(failed).toMatchObject({ code: 2, error: expect.stringMatching(/\d+ of \d+ changes were made\. Run 'sluice apply' again for the rest\./) });
            expect(failed.error).not.toContain('This is a fault in Sluice');
            await undo();
            expect(await apply()).toMatchObject({ code: 0, error: '' });
            expect(await run('plan')).toMatchObject({ code: 0 });
            expect(await run('drift')).toMatchObject({ code: 0 });
        });

        test('say that nothing was applied yet, and that no server is there, without a password', async () => {
            expect(await run('drift')).toMatchObject({ code: 2, error: expect.stringContaining("Nothing of the system 'Plant' was applied") });
            Object.assign(process.env, access.nowhere);
            const { code, out, error } = await run('plan');
            expect({ code, out }).toEqual({ code: 2, out: '' });
            expect(error).toMatch(/^error: There is no /);
            expect(error).not.toMatch(/secret|This is a fault/);
        });
    });
}
