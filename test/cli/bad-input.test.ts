import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFolder, readFolder, runCli } from '../support/run-cli.js';

const sound = 'context Shop {\n  command PlaceOrder { key id: uuid }\n  service Desk { handle PlaceOrder }\n}\n';

/** Nothing that a user sees may look like a crash. */
function expectNoStack({ out, error }: { out: string; error: string }): void {
    expect(`${out}${error}`).not.toMatch(/^\s+at .+:\d+:\d+\)?$|node:internal|TypeError|RangeError/m);
}

const random = new Uint8Array(2 ** 20).map((_, index) => (Math.imul(index + 1, 2654435761) >>> 13) & 255);

describe('what is no sound specification is told with file and line, and code 1', () => {
    test.each<[string, Record<string, string | Uint8Array>]>([
        ['a file that breaks off', { 'a.sluice': sound.slice(0, 60) }],
        ['a megabyte of chance', { 'a.sluice': random }],
        ['nesting of 10,000 levels', { 'a.sluice': `context A {\n  type B { c: ${'('.repeat(10_000)}int }\n}\n` }],
        ['types that contain themselves', { 'a.sluice': 'context A {\n  type B { c: C }\n  type C { b: B }\n}\n' }],
        ['a name that there is not', { 'a.sluice': sound.replace('handle PlaceOrder', 'handle PlaceOrdr') }],
    ])('%s', async (_name, files) => {
        const folder = createFolder(files);
        const check = await runCli(folder, ['check', '--format', 'json']);
        expectNoStack(check);
        expect(check.code).toBe(1);
        const { diagnostics } = JSON.parse(check.out) as { diagnostics: { file: string; severity: string; range: { start: { line: number } } }[] };
        expect(diagnostics.length).toBeGreaterThan(0);
        expect(diagnostics[0]).toMatchObject({ file: 'a.sluice', severity: 'error', range: { start: { line: expect.any(Number) } } });
        const generate = await runCli(folder, ['generate']);
        expectNoStack(generate);
        expect(generate.code).toBe(1);
        expect(Object.keys(readFolder(folder))).toEqual(['a.sluice']);
    });
});

test.each<[string, string | Uint8Array]>([
    ['a service without a name', 'context Shipping {\n  service { handle Shop.PlaceOrder }\n}\n'],
    ['bytes that are no text', new Uint8Array([99, 255, 254])],
])('what a broken file may hold is not said to be missing elsewhere: %s', async (_name, broken) => {
    const folder = createFolder({ 'a.sluice': 'context Shop {\n  public command PlaceOrder { key id: uuid }\n}\n', 'b.sluice': broken });
    const { diagnostics } = JSON.parse((await runCli(folder, ['check', '--format', 'json'])).out) as { diagnostics: { file: string; code: string }[] };
    expect(diagnostics.map(({ file, code }) => `${file} ${code}`)).toEqual(['b.sluice syntax']);
});

describe('what keeps the tool from working is told with what to do, and code 2', () => {
    test('a configuration that is no JSON', async () => {
        const result = await runCli(createFolder({ 'a.sluice': sound, 'sluice.config.json': '{\n  "include": [\n' }), ['check']);
        expectNoStack(result);
        expect(result.code).toBe(2);
        expect(`${result.out}${result.error}`).toMatch(/sluice\.config\.json:\d+/);
    });

    test('a path that is not there', async () => {
        const result = await runCli(createFolder(), ['check', 'nowhere']);
        expectNoStack(result);
        expect(result.code).toBe(2);
        expect(`${result.out}${result.error}`).toContain('nowhere');
    });

    test('an output folder that is a file', async () => {
        const folder = createFolder({ 'a.sluice': sound, generated: 'mine' });
        const result = await runCli(folder, ['generate', '--out', 'generated']);
        expectNoStack(result);
        expect(result.code).toBe(2);
        expect(readFolder(folder).generated).toBe('mine');
    });
});

test('a folder that is named like a specification is gone into, not read', async () => {
    const folder = createFolder({ 'a.sluice': sound });
    mkdirSync(join(folder, 'b.sluice'));
    const result = await runCli(folder, ['check']);
    expectNoStack(result);
    expect(result.code).toBe(0);
});

test('what the team has written is never touched', async () => {
    const folder = createFolder({ 'a.sluice': sound });
    expect((await runCli(folder, ['generate'])).code).toBe(0);
    const handler = Object.keys(readFolder(folder)).find(path => path.endsWith('handlers/shop/desk.ts'))!;
    writeFileSync(join(folder, handler), '// mine');
    writeFileSync(join(folder, 'a.sluice'), sound.replace('handle PlaceOrder', 'handle PlaceOrder handle CancelOrder').replace('service', 'command CancelOrder { key id: uuid }\n  service'));
    expect((await runCli(folder, ['generate', '--check'])).code).toBe(1);
    expect((await runCli(folder, ['generate'])).code).toBe(0);
    expect(readFolder(folder)[handler]).toBe('// mine');
    expect((await runCli(folder, ['generate', '--check'])).code).toBe(0);
});

test('the same seed gives the same run', async () => {
    const folder = createFolder({ 'a.sluice': sound });
    const runs = await Promise.all([1, 1, 2].map(seed => runCli(folder, ['run', '--seed', String(seed), '--format', 'json'])));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(runs[0]!.out).toBe(runs[1]!.out);
    expect(runs[0]!.out).not.toBe(runs[2]!.out);
});
