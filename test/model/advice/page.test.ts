import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { patternQuestions } from '../../../src/model/advice/patterns.js';

it('docs/advice.md has the criteria as they are', async () => {
    const { renderAdvicePage } = await import('../../../scripts/generate/advice-page.mjs' as string) as { renderAdvicePage(questions: unknown, text: string): string };
    const text = readFileSync(fileURLToPath(new URL('../../../docs/advice.md', import.meta.url)), 'utf8');
    expect(text, "Run 'node scripts/generate/advice-page.mjs'.").toBe(renderAdvicePage(patternQuestions, text));
    expect(text).toContain('| a fact | two or more took it | 3 |');
});
