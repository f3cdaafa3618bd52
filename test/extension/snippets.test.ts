import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../architecture/imports.js';
import { buildModel } from '../support/build-model.js';

interface Snippet {
    prefix: string;
    description: string;
    body: string[];
}

const snippets = Object.values(JSON.parse(readFileSync(join(projectRoot, 'snippets/sluice.json'), 'utf8')) as Record<string, Snippet>);

/** What a snippet is before anything of it is changed. */
function expand(body: readonly string[]): string {
    let text = body.join('\n').replace(/\$0/g, '').replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1');
    for (let before = ''; before !== text;) {
        before = text;
        text = text.replace(/\$\{\d+:([^${}]*)\}/g, '$1');
    }
    return text;
}

describe('Snippets', () => {
    it.each(snippets)('$prefix is a declaration as it stands', async ({ prefix, body }) => {
        const own = expand(body);
        expect(own).not.toContain('$');
        const text = prefix === 'context' || prefix === 'actor' ? own : `context Shop {\n${own}\n}`;
        const { model, diagnostics } = await buildModel([{ name: 'snippet.sluice', text }]);
        // What it names is for the user to declare.
        expect(diagnostics.filter(({ code }) => code === 'syntax').map(({ message }) => message)).toEqual([]);
        const declared = [...Object.values(model)].flat().length;
        expect(declared).toBeGreaterThanOrEqual(prefix === 'context' || prefix === 'actor' ? 1 : 2);
    });

    it('begin with words of their own', () => {
        const prefixes = snippets.map(({ prefix }) => prefix);
        expect(new Set(prefixes).size).toBe(prefixes.length);
    });
});
