import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { inject } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.js';
import { createTerminal } from '../../src/cli/terminal.js';
import { temporaryFolder } from './temporary-folder.js';

/** What a command left behind. */
export interface CliResult {
    code: number | null;
    out: string;
    error: string;
}

/** A new folder with these files, by their paths with `/`; it is gone after the tests. */
export function createFolder(files: Record<string, string | Uint8Array> = {}): string {
    const folder = temporaryFolder();
    for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
    }
    return folder;
}

/** Every file below a folder with its text, by its path with `/`. */
export function readFolder(folder: string, below = ''): Record<string, string> {
    const found: Record<string, string> = {};
    for (const name of readdirSync(join(folder, below)).sort()) {
        const path = below === '' ? name : `${below}/${name}`;
        if (statSync(join(folder, path)).isDirectory()) Object.assign(found, readFolder(folder, path));
        else found[path] = readFileSync(join(folder, path), 'utf8');
    }
    return found;
}

/** What a command finds in its environment besides what the tests themselves run in. */
export interface CliOptions {
    env?: Record<string, string>;
}

const ownEnvironment = { NO_COLOR: '', FORCE_COLOR: '' };

/** Starts the bundled command line in `cwd` and waits for its end: for what only a process of its own can show. */
export async function runProgram(cwd: string, words: string[], { env = {} }: CliOptions = {}): Promise<CliResult> {
    const child = spawn(process.execPath, [inject('cliPath'), ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...ownEnvironment, ...env } });
    let out = '';
    let error = '';
    child.stdout.setEncoding('utf8').on('data', chunk => out += chunk);
    child.stderr.setEncoding('utf8').on('data', chunk => error += chunk);
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    return { code, out, error };
}

let previous: Promise<unknown> = Promise.resolve();

/**
 * Does in this process what the program does in `cwd`, which takes a twentieth of the time; `test/cli/program.test.ts` holds one
 * against the other. Folder and environment are the process's: commands come one after the other.
 */
export function runCli(cwd: string, words: string[], { env = {} }: CliOptions = {}): Promise<CliResult> {
    const result = previous.then(() => within(cwd, { ...ownEnvironment, ...env }, async () => {
        const [stdout, stderr] = [new Collector(), new Collector()];
        const code = await runCommandLine(words, createTerminal({ stdin: new Readable(), stdout, stderr } as unknown as NodeJS.Process));
        return { code, out: stdout.text, error: stderr.text };
    }));
    previous = result.catch(() => undefined);
    return result;
}

/** A pipe, as far as a command can tell: no terminal, and it keeps what is written to it. */
class Collector extends Writable {
    text = '';

    constructor() {
        super({ decodeStrings: false });
    }

    override _write(text: string, _encoding: string, done: () => void): void {
        this.text += text;
        done();
    }
}

async function within<T>(cwd: string, env: Record<string, string>, act: () => Promise<T>): Promise<T> {
    const folder = process.cwd();
    const before = Object.keys(env).map(name => [name, process.env[name]] as const);
    process.chdir(cwd);
    Object.assign(process.env, env);
    try {
        return await act();
    } finally {
        process.chdir(folder);
        for (const [name, value] of before) {
            if (value === undefined) delete process.env[name];
            else process.env[name] = value;
        }
    }
}
