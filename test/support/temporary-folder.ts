import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

/** A new empty folder, which is gone after the run. */
export function temporaryFolder(): string {
    return mkdtempSync(join(inject('temporaryPath'), 'folder-'));
}
