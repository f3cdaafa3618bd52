import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listRules } from '../../src/rules/explain.js';
import type { RulePage } from '../../src/rules/rule.js';
import { projectRoot } from '../architecture/imports.js';

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const generator = '../../scripts/generate/rule-pages.mjs';
const { renderRuleFiles } = await import(generator) as { renderRuleFiles(pages: RulePage[], read: (path: string) => string): Map<string, string> };
const files = renderRuleFiles(listRules(), read);

// What differs is mended by `node scripts/generate/rule-pages.mjs`.
it('pages, schema and table of the README are those of the rules', () => {
    for (const [path, text] of files) expect(read(path), path).toBe(text);
});

it('there are no pages of rules that there are not', () => {
    const written = readdirSync(join(projectRoot, 'docs/rules'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
    expect(written.length).toBe([...files.keys()].filter(path => path.startsWith('docs/rules/')).length);
});
