import { watch } from 'node:fs';
import { nodeFileSystem } from '../workspace/node-file-system.js';
import { findRoot } from '../workspace/open-system.js';
import { reportFailure } from './failure.js';
import type { Terminal } from './terminal.js';

/** Changes within this many milliseconds count as one: an editor writes several files, and some in steps. */
const settling = 100;

/**
 * Runs `act` now and again whenever a specification or the configuration changes, until the process is interrupted.
 * A failure is told and does not end the watch.
 */
export async function watchSystem(paths: string[], terminal: Terminal, act: () => Promise<number>): Promise<number> {
    const root = await findRoot(paths, nodeFileSystem);
    let running = false;
    let again = false;
    let timer: NodeJS.Timeout | undefined;
    const run = async () => {
        if (running) {
            again = true;
            return;
        }
        running = true;
        do {
            again = false;
            try {
                await act();
            } catch (error) {
                reportFailure(error, terminal);
            }
            terminal.error(`Watching ${root} for changes; Ctrl+C ends.\n`);
        } while (again);
        running = false;
    };
    return await new Promise<number>(resolve => {
        // What changes while the first round is under way, or right after it, is not to be missed.
        const watcher = watch(root, { recursive: true }, (_event, name) => {
            if (name === null || !/\.sluice$|(^|[/\\])(sluice\.config|package)\.json$/.test(name) || /(^|[/\\])(node_modules|\.[^/\\]+)[/\\]/.test(name)) return;
            clearTimeout(timer);
            timer = setTimeout(() => void run(), settling);
        });
        watcher.on('error', error => {
            watcher.close();
            reportFailure(error, terminal);
            resolve(2);
        });
        process.once('SIGINT', () => {
            clearTimeout(timer);
            watcher.close();
            resolve(0);
        });
        void run();
    });
}
