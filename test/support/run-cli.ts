import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
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

/** Runs the bundled command line in `cwd` and waits for its end. */
export async function runCli(cwd: string, words: string[], { env = {} }: { env?: Record<string, string> } = {}): Promise<CliResult> {
    const child = spawn(process.execPath, [inject('cliPath'), ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '', ...env } });
    let out = '';
    let error = '';
    child.stdout.setEncoding('utf8').on('data', chunk => out += chunk);
    child.stderr.setEncoding('utf8').on('data', chunk => error += chunk);
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    return { code, out, error };
}
