import { expect, it } from 'vitest';
import { createGlobMatcher } from '../../src/workspace/glob.js';

it.each<[string[], string, boolean]>([
    [['**/*.sluice'], 'a.sluice', true],
    [['**/*.sluice'], 'flows/deep/.hidden/a.sluice', true],
    [['*.sluice'], 'flows/a.sluice', false],
    [['./flows/**'], 'flows/a/b.sluice', true],
    [['flows/'], 'flows/a/b.sluice', true],
    [['flows\\*.sluice'], 'flows/a.sluice', true],
    [['{orders,billing}/?.sluice'], 'billing/a.sluice', true],
    [['{orders,billing}/?.sluice'], 'billing/ab.sluice', false],
    [['**/*.sluice', '!**/draft/**'], 'x/draft/a.sluice', false],
    [['**/*.sluice', '!draft/**', 'draft/kept.sluice'], 'draft/kept.sluice', true],
    [['!draft/**'], 'a.sluice', true],
    [['!draft/**'], 'draft/a.sluice', false],
])('%j of %s: %s', (globs, path, expected) => {
    expect(createGlobMatcher(globs)(path)).toBe(expected);
});
