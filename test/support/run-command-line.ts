import picocolors from 'picocolors';
import { runCommandLine } from '../../src/cli/command-line.js';
import type { Terminal } from '../../src/cli/terminal.js';

/** Runs a command in this process, which costs less than to start one; paths must be absolute. */
export async function runInProcess(words: string[], { ask }: Pick<Terminal, 'ask'> = {}): Promise<{ code: number; out: string; error: string }> {
    let out = '';
    let error = '';
    const colors = picocolors.createColors(false);
    const code = await runCommandLine(words, { out: text => out += text, error: text => error += text, colors, errorColors: colors, width: 100, ...(ask && { ask }) });
    return { code, out, error };
}
