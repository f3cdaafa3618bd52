import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
    export interface ProvidedContext {
        /** The bundled command line of this test run. */
        cliPath: string;
    }
}

/** Bundles the command line once for all tests, as it is packaged; below the project, so that it finds its packages. */
export async function setup(project: TestProject): Promise<() => void> {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    mkdirSync(join(root, '.cache'), { recursive: true });
    const folder = mkdtempSync(join(root, '.cache', 'cli-'));
    await promisify(execFile)(process.execPath, ['scripts/build.mjs', 'cli', 'runtime', 'target', 'templates', '--out', folder], { cwd: root });
    project.provide('cliPath', join(folder, 'cli', 'main.js'));
    return () => rmSync(folder, { recursive: true, force: true });
}
