import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';

it('colours in editors without semantic tokens are made from the grammar as it is', () => {
    const folder = temporaryFolder();
    execFileSync(process.execPath, ['scripts/generate/editor-syntax.mjs', folder]);
    for (const file of ['editors/vim/syntax/sluice.vim', 'editors/emacs/sluice-keywords.el']) {
        expect(readFileSync(file, 'utf8'), `Write it by 'node scripts/generate/editor-syntax.mjs'.`).toBe(readFileSync(join(folder, file), 'utf8'));
    }
});
