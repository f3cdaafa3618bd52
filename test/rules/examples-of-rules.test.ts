import { describe, expect, it } from 'vitest';
import { listRules } from '../../src/rules/explain.js';
import { rules, suppressionRules } from '../../src/rules/registry.js';
import { readFlow } from './check-flow.js';

const withExamples = listRules().filter(({ bad }) => bad !== '');

describe.each(withExamples)('$id', ({ id, bad, good, summary, reason }) => {
    it('finds itself in its bad example and nothing else', async () => {
        const { diagnostics } = await readFlow(bad);
        expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).not.toEqual([]);
        expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set([id]));
    });

    it('finds nothing in its good example', async () => {
        expect((await readFlow(good)).diagnostics).toEqual([]);
    });

    it('says in whole sentences what it finds and why', () => {
        for (const text of [summary, reason]) expect(text).toMatch(/^[A-Z].*\.$/);
    });
});

describe('the registry', () => {
    it('has every id once, and each in the form group/name', () => {
        const ids = [...rules, ...suppressionRules].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(id).toMatch(/^[a-z]+\/[a-z]+(-[a-z]+)*$/);
    });
});
