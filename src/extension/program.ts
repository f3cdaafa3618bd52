import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspace, type CancellationToken, type ExtensionContext } from 'vscode';

/** The command line that comes with the extension; the language server is one of its commands. */
export function bundledProgram(context: ExtensionContext): string {
    return context.asAbsolutePath(join('dist', 'cli', 'main.js'));
}

/** The command line for a system: that of the project itself, which a trusted team has pinned, or ours. */
export function programOf(context: ExtensionContext, folder: string): string {
    const own = join(folder, 'node_modules', 'sluice', 'dist', 'cli', 'main.js');
    return workspace.isTrusted && existsSync(own) ? own : bundledProgram(context);
}

/** How a program is to be run, and who hears of it. */
export interface ProgramCall {
    program: string;
    words: readonly string[];
    folder: string;
    colours?: boolean;
    /** Ends the program. */
    token?: CancellationToken;
    onOutput?: (text: string) => void;
    onError?: (text: string) => void;
}

/** Runs the command line to its end; gives its exit code, or undefined where it was ended. */
export function runProgram({ program, words, folder, colours, token, onOutput, onError }: ProgramCall): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
        // The editor's own program is a Node that must be told to be nothing else.
        const child = spawn(process.execPath, [program, ...words], {
            cwd: folder, stdio: ['ignore', 'pipe', 'pipe'],
            env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...(colours ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
        });
        child.stdout.setEncoding('utf8').on('data', (text: string) => onOutput?.(text));
        child.stderr.setEncoding('utf8').on('data', (text: string) => onError?.(text));
        const ending = token?.onCancellationRequested(() => child.kill());
        child.once('error', reject);
        child.once('close', code => {
            ending?.dispose();
            resolve(code ?? undefined);
        });
    });
}
