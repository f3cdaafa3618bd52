import { describe, expect, it } from 'vitest';
import type { CheckOptions } from '../../src/rules/engine.js';
import { listRules } from '../../src/rules/explain.js';
import { rules, suppressionRules } from '../../src/rules/registry.js';
import type { RulePage } from '../../src/rules/rule.js';
import { RuleSettings } from '../../src/rules/settings.js';
import { readFlow } from './check-flow.js';

/** The recommended rules, and the one that the page is about. */
function optionsFor({ id, severity, options, deployedInExamples: deployed = {} }: RulePage): CheckOptions {
    return { deployed, settings: new RuleSettings(undefined, [{ settings: { [id]: { level: severity, ...(options?.forExample && { options: options.forExample }) } } }]) };
}

const withExamples = listRules().filter(({ bad }) => bad !== '');

describe.each(withExamples)('$id', page => {
    const { id, bad, good, summary, reason, whenToTurnOff } = page;

    it('finds itself in its bad example, and no recommended rule finds anything else', async () => {
        const { diagnostics } = await readFlow(bad, optionsFor(page));
        expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).not.toEqual([]);
        expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set([id]));
    });

    it('finds nothing in its good example', async () => {
        expect((await readFlow(good, optionsFor(page))).diagnostics).toEqual([]);
    });

    it('says in whole sentences what it finds, why, and when to turn it off', () => {
        for (const text of [summary, reason, ...(whenToTurnOff === undefined ? [] : [whenToTurnOff])]) expect(text).toMatch(/^[A-Z].*\.$/);
    });
});

describe('the registry', () => {
    it('has every id once, and each in the form group/name', () => {
        const ids = [...rules, ...suppressionRules].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(id).toMatch(/^[a-z]+\/[a-z]+(-[a-z]+)*$/);
    });

    it('has messages with different texts, each asked for in its own words', () => {
        for (const { id, messages } of [...rules, ...suppressionRules]) {
            const texts = Object.values(messages);
            expect(texts.length, id).toBeGreaterThan(0);
            expect(new Set(texts).size, id).toBe(texts.length);
        }
    });
});
