import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rules, suppressionRules } from '../../src/rules/registry.js';
import { judgeCase, readAllCases } from '../support/rule-cases.js';

const cases = readAllCases(fileURLToPath(new URL('.', import.meta.url)));
const byId = new Map([...rules, ...suppressionRules].map(rule => [rule.id, rule]));

describe.each([...byId.keys()])('%s', id => {
    const own = cases.get(id) ?? [];

    it('has a case in which a careless rule would find something', () => {
        expect(own.filter(({ findings }) => findings.length === 0)).not.toEqual([]);
        expect(own.filter(({ findings }) => findings.length > 0)).not.toEqual([]);
    });

    it('has a case of its fix, if it offers one', () => {
        expect(own.some(({ fixed }) => fixed.size > 0)).toBe(byId.get(id)!.fix !== undefined);
    });

    it.each(own)('$title', async given => {
        expect(await judgeCase(byId.get(id)!, given)).toEqual([]);
    });
});

it('has no cases of rules that there are not', () => {
    expect([...cases.keys()].filter(id => !byId.has(id))).toEqual([]);
});
