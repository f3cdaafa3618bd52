import { describe, expect, it } from 'vitest';
import { createFolder, runCli } from '../support/run-cli.js';

const flow = `context Ordering {
  event OrderStatus { key orderId: uuid }
}
context Partner {
  event ParcelStatus { key parcelId: uuid }
}
`;

async function check(configuration: unknown, files: Record<string, string> = { 'flow.sluice': flow }) {
    const text = typeof configuration === 'string' ? configuration : JSON.stringify(configuration, undefined, 2);
    const { code, out, error } = await runCli(createFolder({ ...files, 'sluice.config.json': text }), ['check', '--format', 'json']);
    const { diagnostics } = (code === 2 ? { diagnostics: [] } : JSON.parse(out)) as { diagnostics: { code: string; severity: string; file: string; message: string; range: { start: { line: number; column: number } } }[] };
    return { code, error, diagnostics, found: diagnostics.map(({ code: id, severity, file, range }) => `${file}:${range.start.line} ${severity} ${id}`) };
}

describe('what is no configuration is told with its place and what was meant', () => {
    it.each<[string, unknown, RegExp[]]>([
        ['an unknown setting', { includes: [] }, [/sluice\.config\.json:2:3/, /There is no setting "includes"/, /Did you mean "include"\?/]],
        ['an unknown rule', { rules: { 'naming/past-tens': 'off' } }, [/:3:5/, /There is no rule "naming\/past-tens"/, /Did you mean "naming\/past-tense"\?/]],
        ['a rule without its group', { rules: { 'past-tense': 'off' } }, [/There is no rule "past-tense"/, /Did you mean "naming\/past-tense"\?/]],
        ['an unknown rule of a context', { rules: { contexts: { Partner: { 'naming/past': 'off' } } } }, [/:5:9/, /"naming\/past"/, /"rules\.contexts\.Partner"/]],
        ['an unknown severity', { rules: { 'naming/past-tense': 'warn' } }, [/:3:5/, /cannot be "warn"/, /"error", "warning", "info" or "off"/]],
        ['an unknown set', { rules: { extends: 'strickt' } }, [/"rules\.extends" cannot be "strickt"/, /"strict"/]],
        ['a set that is not out yet', { rules: { extends: 'strict@99' } }, [/cannot be "strict@99"/]],
        ['options of a rule that has none', { rules: { 'coupling/event-on-queue': ['error', {}] } }, [/"rules\.coupling\/event-on-queue"/, /has no options/]],
        ['an option that a rule does not have', { rules: { 'naming/past-tense': ['error', { verb: ['yeet'] }] } }, [/:6:9/, /There is no setting "verb"/, /Did you mean "verbs"\?/]],
        ['an option with another value', { rules: { contexts: { Partner: { 'naming/kind-suffix': ['warning', { mode: 'requir' }] } } } }, [/"rules\.contexts\.Partner\.naming\/kind-suffix\.1\.mode" cannot be "requir"/, /"require"/]],
        ['an override without files', { rules: { overrides: [{ rules: {} }] } }, [/"rules\.overrides\.0" lacks "files"/]],
        ['a number in place of a text', { generate: { out: 1 } }, [/"generate\.out" must be a text, not 1/]],
    ])('%s', async (_, configuration, patterns) => {
        const { code, error } = await check(configuration);
        expect(code).toBe(2);
        for (const pattern of patterns) expect(error.replaceAll(/\s+/g, ' ')).toMatch(pattern);
    });
});

describe('rules are settled', () => {
    it('everywhere', async () => {
        expect((await check({ rules: { 'naming/past-tense': 'info' } })).found).toEqual(['flow.sluice:2 info naming/past-tense', 'flow.sluice:5 info naming/past-tense']);
        expect((await check({ rules: { 'naming/*': 'off' } })).found).toEqual([]);
        expect((await check({ rules: { extends: 'none' } })).found).toEqual([]);
        expect((await check({ rules: { extends: 'recommended@1', 'naming/past-tense': ['warning'] } })).found).toEqual(['flow.sluice:2 warning naming/past-tense', 'flow.sluice:5 warning naming/past-tense']);
    });

    it('by the rules of the version of a set that is named, so that an upgrade adds no finding', async () => {
        const files = { 'flow.sluice': 'context Pricing {\n  public query PriceOf(sku: string) returns decimal\n  service Prices { answer PriceOf }\n  service Discounts { answer PriceOf }\n}\n' };
        const answered = ['flow.sluice:4 error coupling/single-answerer'];
        expect((await check({ rules: { extends: 'recommended@1' } }, files)).found).toEqual([]);
        expect((await check({ rules: { extends: 'all@1' } }, files)).found.filter(found => answered.includes(found))).toEqual([]);
        expect((await check({ rules: { extends: 'recommended@2' } }, files)).found).toEqual(answered);
        expect((await check({ rules: { extends: 'recommended' } }, files)).found).toEqual(answered);
    });

    it('for a context', async () => {
        expect((await check({ rules: { contexts: { Partner: { 'naming/past-tense': 'off' } } } })).found).toEqual(['flow.sluice:2 error naming/past-tense']);
    });

    it('for some files, and for a context more than for a file', async () => {
        const files = { 'ours.sluice': flow, 'theirs/flow.sluice': flow.replace('Ordering', 'Sales').replace('Partner', 'Carrier') };
        expect((await check({ rules: { overrides: [{ files: ['theirs/**'], rules: { 'naming/*': 'off' } }], contexts: { Carrier: { 'naming/past-tense': 'info' } } } }, files)).found)
            .toEqual(['ours.sluice:2 error naming/past-tense', 'ours.sluice:5 error naming/past-tense', 'theirs/flow.sluice:5 info naming/past-tense']);
    });

    it('in vain is told', async () => {
        const { found, diagnostics } = await check({ rules: { 'naming/*': 'off', contexts: { Partnr: {} }, overrides: [{ files: ['nowhere/**'], rules: {} }] } });
        expect(found).toEqual(['sluice.config.json:5 warning configuration', 'sluice.config.json:10 warning configuration']);
        expect(diagnostics[0]!.message).toContain("Did you mean 'Partner'?");
        expect(diagnostics[1]!.message).toContain("'nowhere/**'");
    });
});
