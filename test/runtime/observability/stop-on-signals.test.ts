import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** Sends itself a message, says so once that is in hand, and works until it reads a line. */
const program = `
import { Application, createMemoryBroker, defineMessage, handles, stopOnSignals } from './index.js';
const message = defineMessage({ name: 'Work', type: 'Work.v1', kind: 'command', channel: 'work', key: 'id', headers: [], validate: () => [] });
const retry = { times: 0, from: 0, to: 0 };
const broker = createMemoryBroker();
const application = new Application({
    topology: { channels: [{ name: 'work', kind: 'queue', ordered: 'none', partitions: 1, retain: {}, compact: false, deliver: 'at-least-once', retry, deadLetter: 'dead' }], subscriptions: [] },
    subscriptions: {}, queues: [{ name: 'work', concurrency: 1 }],
    parts: [{ kind: 'service', name: 'Worker', settings: { concurrency: 1, idempotentBy: 'id' }, schedules: [], answers: [], handlers: [handles(message, async () => {
        console.log('in hand');
        await new Promise(resolve => process.stdin.once('data', resolve));
        console.log('handled');
        return { outputs: [] };
    })] }],
}, { broker });
stopOnSignals(application, {
    timeout: Number(process.argv[2]),
    report: ({ unfinished }) => console.log('left: ' + unfinished.map(({ type }) => type).join()),
    close: async () => { await new Promise(resolve => setImmediate(resolve)); console.log('closed'); },
});
await application.start();
void application.emit(message, { id: 'a' });
setInterval(() => undefined, 60_000);
`;

let bundle: string;
beforeAll(async () => {
    const folder = temporaryFolder();
    bundle = join(folder, 'program.mjs');
    await build({
        stdin: { contents: program, resolveDir: fileURLToPath(new URL('../../../src/runtime', import.meta.url)), loader: 'ts' },
        outfile: bundle, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent',
    });
});
const children = new Set<ReturnType<typeof spawn>>();
afterAll(() => children.forEach(child => child.kill('SIGKILL')));

function startProgram(timeout: number) {
    const child = spawn(process.execPath, [bundle, String(timeout)], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.add(child);
    const lines: string[] = [];
    const waits: { line: string; resolve: () => void }[] = [];
    createInterface({ input: child.stdout! }).on('line', line => {
        lines.push(line);
        waits.filter(wait => wait.line === line).forEach(({ resolve }) => resolve());
    });
    return {
        child, lines,
        line: (line: string) => (lines.includes(line) ? Promise.resolve() : new Promise<void>(resolve => waits.push({ line, resolve }))),
        ended: once(child, 'close').then(([code]) => code as number),
    };
}

test('a signal lets the process settle what it has in hand, close and end', async () => {
    const { child, lines, line, ended } = startProgram(60_000);
    await line('in hand');
    child.kill('SIGTERM');
    child.stdin!.write('go on\n');
    expect(await ended).toBe(0);
    expect(lines).toEqual(['in hand', 'handled', 'left: ', 'closed']);
});

test('what does not settle in time is told, and makes the exit code 1', async () => {
    const { child, lines, line, ended } = startProgram(20);
    await line('in hand');
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    expect(lines).toEqual(['in hand', 'left: Work.v1', 'closed']);
});

test('a second signal ends the process at once', async () => {
    const { child, lines, line, ended } = startProgram(60_000);
    await line('in hand');
    child.kill('SIGTERM');
    child.kill('SIGINT');
    expect([130, 143]).toContain(await ended);
    expect(lines).toEqual(['in hand']);
});
