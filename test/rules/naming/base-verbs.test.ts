import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('is what its generator writes', async () => {
    const generator = '../../../scripts/generate/base-verbs.mjs';
    const { renderBaseVerbs } = await import(generator) as { renderBaseVerbs(): string };
    expect(readFileSync(fileURLToPath(new URL('../../../src/rules/naming/generated/base-verbs.ts', import.meta.url)), 'utf8')).toBe(renderBaseVerbs());
});
