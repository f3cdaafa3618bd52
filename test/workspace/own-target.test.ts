import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SluiceError } from '../../src/model/sluice-error.js';
import { generateFiles } from '../../src/workspace/generate.js';
import { outputFolders } from '../../src/workspace/make-files.js';
import { nodeFileSystem } from '../../src/workspace/node-file-system.js';
import { openSystem } from '../../src/workspace/open-system.js';
import { projectRoot } from '../architecture/imports.js';
import { createFolder, readFolder, runCli } from '../support/run-cli.js';

const flow = 'context Ordering {\n  command PlaceOrder { key orderId: uuid  email: string @pii }\n  service Desk { handle PlaceOrder }\n}\n';

async function generate(files: Record<string, string>, targets: string[]) {
    const folder = createFolder({ 'flow.sluice': flow, ...files, 'sluice.config.json': JSON.stringify({ generate: { out: 'out', targets } }) });
    const result = await runCli(folder, ['generate']);
    return { ...result, files: Object.keys(readFolder(folder)).filter(path => path.startsWith('out/') && !path.includes('manifest')), read: (path: string) => readFolder(folder)[path], again: () => runCli(folder, ['generate', '--check']) };
}

it('writes what a module of the team makes of the model, with the questions that ours may ask', async () => {
    const source = readFileSync(join(projectRoot, 'examples/meetings/targets/personal-data.ts'), 'utf8');
    const result = await generate({ 'targets/personal-data.ts': source }, ['./targets/personal-data.ts']);
    expect([result.code, result.files]).toEqual([0, ['out/personal-data.md']]);
    expect(result.read('out/personal-data.md')).toContain('| Ordering.PlaceOrder | `email` | Ordering.Desk |');
    expect((await result.again()).code).toBe(0);
});

it('takes JavaScript, with what it imports, and asynchronous work', async () => {
    const result = await generate({
        'mine.mjs': "import { name } from './name.mjs';\nexport const generate = async model => [{ path: name, text: model.messages.map(({ id }) => id).join() }];\n", 'name.mjs': "export const name = 'a/list.txt';\n",
    }, ['./mine.mjs']);
    expect([result.code, result.read('out/a/list.txt')]).toEqual([0, 'Ordering.PlaceOrder']);
});

it.each<[string, Record<string, string>, string[], RegExp[]]>([
    ['is missing', {}, ['./mine.ts'], [/There is no target '\.\/mine\.ts'/]],
    ['is no module', { 'mine.txt': '' }, ['./mine.txt'], [/'\.\/mine\.txt' is no module/]],
    ['does not parse', { 'mine.ts': 'export const generate = () => {\n  const = 1;\n};\n' }, ['./mine.ts'], [/\.\/mine\.ts:2:\d+/, /cannot be loaded/]],
    ['fails while it is loaded', { 'mine.ts': "throw new Error('no licence');\n" }, ['./mine.ts'], [/cannot be loaded: no licence/]],
    ['exports nothing', { 'mine.ts': 'export const made = 1;\n' }, ['./mine.ts'], [/exports no function 'generate'/]],
    ['fails', { 'mine.ts': "\nexport const generate = () => {\n  throw new Error('no licence');\n};\n" }, ['./mine.ts'], [/The target '\.\/mine\.ts' failed: no licence/, /At mine\.ts:3:9/]],
    ['gives no list', { 'mine.ts': 'export const generate = () => 1;\n' }, ['./mine.ts'], [/gives no list of files/]],
    ['gives something else than files', { 'mine.ts': "export const generate = () => [{ path: 'a' }];\n" }, ['./mine.ts'], [/Entry 0 .* is no file/]],
    ['writes elsewhere', { 'mine.ts': "export const generate = () => [{ path: '../a', text: '' }];\n" }, ['./mine.ts'], [/wants to write '\.\.\/a'/]],
    ['writes what another writes', { 'mine.ts': "export const generate = () => [{ path: 'app.ts', text: '' }];\n" }, ['./mine.ts', 'typescript'], [/'\.\/mine\.ts' and 'typescript' both write 'app\.ts'/]],
])('a target that %s is told by name', async (_, files, targets, patterns) => {
    const folder = createFolder({ 'flow.sluice': flow, ...files });
    const opened = await openSystem([folder], nodeFileSystem);
    const error: unknown = await generateFiles(opened, { names: targets, version: '0.0.0', folders: outputFolders(opened) }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SluiceError);
    const { message, details: { file, line, column, hint } } = error as SluiceError;
    for (const pattern of patterns) expect(`${file}:${line}:${column} ${message} ${hint}`).toMatch(pattern);
});

it('nothing is written when a target fails', async () => {
    const result = await generate({ 'mine.ts': "\nexport const generate = () => {\n  throw new Error('no licence');\n};\n" }, ['typescript', './mine.ts']);
    expect([result.code, result.files]).toEqual([2, []]);
    expect(result.error).not.toMatch(/^\s+at /m);
});
