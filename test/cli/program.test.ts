import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFolder, readFolder, runCli, runProgram } from '../support/run-cli.js';

const flow = 'context Shop {\n  command PlaceOrder { key id: uuid }\n  service Desk { handle PlaceOrder }\n}\n';
const wrong = flow.replaceAll('PlaceOrder', 'OrderPlaced');

// What tests see that run commands in their own process is what users get from the program.
it.each<[string, string, string[], Record<string, string>, number]>([
    ['findings, in colour, of a file that is named from within the folder', wrong, ['check', './flow.sluice'], { FORCE_COLOR: '1' }, 1],
    ['errors on standard error', wrong, ['generate'], { FORCE_COLOR: '1', NO_COLOR: '1' }, 1],
    ['a command that there is not', flow, ['chek'], {}, 2],
    ['a fault of the user, in colour', flow, ['check', 'nowhere'], { FORCE_COLOR: '3' }, 2],
    ['a run', flow, ['run', '--seed', '1', '--format', 'json'], {}, 0],
])('The program and the same command within this process agree on %s', async (_, text, words, env, code) => {
    const folder = createFolder({ 'flow.sluice': text });
    const program = await runProgram(folder, words, { env });
    expect(program).toMatchObject({ code });
    expect(program.out.includes('\x1b[') || program.error.includes('\x1b[')).toBe('FORCE_COLOR' in env && !('NO_COLOR' in env));
    expect(await runCli(folder, words, { env })).toEqual(program);
});

it('The program generates what the same command within this process does, but for the version', async () => {
    const [one, other] = [createFolder({ 'flow.sluice': flow }), createFolder({ 'flow.sluice': flow })];
    const { out } = await runProgram(one, ['generate']);
    expect(await runCli(other, ['generate'])).toEqual({ code: 0, out, error: '' });
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect((await runProgram(one, ['--version'])).out).toBe(`${version}\n`);
    const files = Object.entries(readFolder(one)).map(([path, text]) => [path, text.replaceAll(version, '0.0.0-development')]);
    const stable = (entries: [string, string][]) => entries.filter(([path]) => !path.endsWith('manifest.json'));
    expect(stable(files as [string, string][])).toEqual(stable(Object.entries(readFolder(other))));
});

it('A folder and an environment are as they were after a command within this process', async () => {
    const folder = process.cwd();
    await runCli(createFolder(), ['check'], { env: { SLUICE_DEBUG: '1' } });
    expect([process.cwd(), process.env.SLUICE_DEBUG]).toEqual([folder, undefined]);
});
