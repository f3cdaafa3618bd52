import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
    export interface ProvidedContext {
        /** Holds whatever tests of this run write: see `temporaryFolder`. */
        temporaryPath: string;
    }
}

/** Makes one folder for all tests, and removes it after the last of them. */
export function setup(project: TestProject): () => void {
    const path = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-test-')));
    project.provide('temporaryPath', path);
    return () => rmSync(path, { recursive: true, force: true });
}
