import { describe, expect, it } from 'vitest';
import { explainRule, listRules } from '../../src/rules/explain.js';

describe('explaining', () => {
    it('tells a rule as plain data', () => {
        const answer = explainRule('naming/past-tense');
        expect(answer).toMatchObject({ page: { id: 'naming/past-tense', severity: 'error' } });
        expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    });

    it('knows the codes that are no rules', () => {
        for (const id of ['syntax', 'unresolved', 'internal/rule-failed', 'suppression/unused']) expect(explainRule(id)).toHaveProperty('page');
    });

    it.each([
        ['naming/past-tens', 'naming/past-tense'],
        ['past-tense', 'naming/past-tense'],
        ['single-handler', 'coupling/single-handler'],
        ['Naming/PastTense', 'naming/past-tense'],
        ['coupling/past-tense', 'naming/past-tense'],
    ])('suggests what %s may mean', (id, meant) => {
        const answer = explainRule(id);
        expect('suggestions' in answer && answer.suggestions[0]).toBe(meant);
    });

    it('suggests nothing for what is like nothing', () => {
        expect(explainRule('zzzzzzzzzzz')).toEqual({ suggestions: [] });
    });

    it('lists every page once, by id', () => {
        const ids = listRules().map(({ id }) => id);
        expect(ids).toEqual([...new Set(ids)].sort());
    });
});
