import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('is what its generator writes', async () => {
    const generator = '../../../scripts/generate/english.mjs';
    const { renderEnglish } = await import(generator) as { renderEnglish(): string };
    expect(readFileSync(fileURLToPath(new URL('../../../src/rules/naming/english/generated.ts', import.meta.url)), 'utf8')).toBe(renderEnglish());
});
