import { describe, expect, it } from 'vitest';
import type { Origin } from '../../src/model/flow-model.js';
import { pastTense } from '../../src/rules/naming/past-tense.js';
import { defineRule, type Rule } from '../../src/rules/rule.js';
import { findRuleSet, latestSetVersion, RuleSettings } from '../../src/rules/settings.js';
import { readFlow } from './check-flow.js';

const broken: Omit<Rule, 'check'> = {
    id: 'coupling/broken', since: '0.1.0', set: 'recommended@1', severity: 'error', summary: '', reason: '', bad: '', good: '', whenToTurnOff: '', messages: {},
};
const failing: Rule = {
    ...broken,
    check() {
        throw new TypeError('cannot read what is not there');
    },
};
const failingInside: Rule = {
    ...broken,
    check() {
        return {
            message() {
                throw new TypeError('cannot read what is not there');
            },
        };
    },
};

it.each([['at once', failing], ['at an element', failingInside]])('goes on when a rule fails %s, and says once which one failed', async (_, rule) => {
    const { diagnostics } = await readFlow('context Ordering { event OrderStatus {} event OrderPlaced {} }', { rules: [rule, pastTense] });
    expect(diagnostics.map(({ code }) => code)).toEqual(['internal/rule-failed', 'naming/past-tense']);
    expect(diagnostics[0]!.message).toContain("'coupling/broken'");
    expect(diagnostics[0]!.message).toContain('cannot read what is not there');
    expect(diagnostics[0]!.origin.uri).toBe('file:///flow.sluice');
});

it('finds nothing in nothing', async () => {
    expect((await readFlow('')).diagnostics).toEqual([]);
});

it('says nothing more about what is not resolved', async () => {
    const { diagnostics } = await readFlow(`
context Ordering {
  command PlaceOrder { key orderId: Nothing  missing: Nothing }
  topic Orders on nowhere { carries Missing, Elsewhere.Gone }
  aggregate Order by orderId {
    handle PlaceOrder -> Unknown { field = command.missing }
    handle NotThere -> reject "no"
    status: string
    on Absent { status = event.status }
  }
  projection Rows by orderId { x: int  on Absent { x = event.y } }
  process Fulfilment by orderId {
    start on Absent -> send Unknown { a = event.b } undo Unknown2 go nowhere
    state waiting { on Absent -> end after 1 hour -> end }
  }
  service Mailer { on Absent -> send Unknown  answer Question  every 1 hour -> Unknown }
}
actor Customer { sends Unknown asks Unknown sees Unknown }
`);
    expect(diagnostics.filter(({ code }) => code !== 'unresolved').map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});

it('takes severities from the system, and leaves out what is off together with its suppressions', async () => {
    const text = `context Ordering {
  event OrderStatus {}
  // sluice-ignore naming/imperative: not in use here
  command CustomerData {}
}`;
    const settings = new RuleSettings('none', [{ settings: { 'naming/past-tense': { level: 'info' }, 'suppression/*': { level: 'warning' } } }]);
    const { diagnostics } = await readFlow(text, { settings });
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['naming/past-tense', 'info']]);
});

describe('settings', () => {
    const limit = defineRule({
        ...broken,
        id: 'coupling/limit', set: 'strict@1', severity: 'warning', messages: { over: '{number} over {max}' },
        options: { properties: { max: { type: 'integer', description: 'The most.' } }, defaults: { max: 3 } },
        check: ({ options: { max }, report }) => ({
            message({ origin, fields }) {
                if (fields.length > max) report({ origin, message: 'over', data: { number: fields.length, max } });
            },
        }),
    });
    const text = 'context Ordering {\n  event First { a: int  b: int }\n  event Second { a: int  b: int  c: int  d: int }\n}';
    const found = async (settings: RuleSettings) => (await readFlow(text, { rules: [limit], settings })).diagnostics.map(({ severity, message }) => `${severity} ${message}`);
    const onFirst = ({ range: { start } }: Origin) => start.line === 1;

    it('leave out what is not in the set', async () => {
        expect(await found(new RuleSettings({ name: 'recommended', version: 1 }))).toEqual([]);
        expect(await found(new RuleSettings({ name: 'strict', version: 1 }))).toEqual(['warning 4 over 3']);
        expect(await found(new RuleSettings({ name: 'all', version: 1 }))).toEqual(['warning 4 over 3']);
    });

    it('take options place by place, whatever the rule', async () => {
        expect(await found(new RuleSettings('none', [
            { settings: { 'coupling/limit': { level: 'error', options: { max: 3 } } } },
            { appliesTo: onFirst, settings: { 'coupling/limit': { level: 'info', options: { max: 1 } } } },
        ]))).toEqual(['error 4 over 3', 'info 2 over 1']);
        expect(await found(new RuleSettings('none', [{ appliesTo: onFirst, settings: { 'coupling/limit': { level: 'info', options: { max: 1 } } } }]))).toEqual(['info 2 over 1']);
    });

    it('count a rule more than its group, the later more than the earlier, and keep options that are not written again', async () => {
        expect(await found(new RuleSettings('none', [{ settings: { 'coupling/*': { level: 'off' }, 'coupling/limit': { level: 'info' } } }]))).toEqual(['info 4 over 3']);
        expect(await found(new RuleSettings('none', [
            { settings: { 'coupling/limit': { level: 'info', options: { max: 1 } } } },
            { settings: { 'coupling/*': { level: 'error' } } },
        ]))).toEqual(['error 2 over 1', 'error 4 over 1']);
    });

    it.each([['recommended', { name: 'recommended', version: latestSetVersion }], ['strict@1', { name: 'strict', version: 1 }], ['none', 'none'], [`strict@${latestSetVersion + 1}`, undefined], ['everything', undefined]])('the set %s', (name, set) => {
        expect(findRuleSet(name)).toEqual(set);
    });
});

describe('a finding', () => {
    const text = `context Ordering {
  public event OrderPlaced @deprecated("use OrderBooked", until: 2027-06-30) { key orderId: uuid }
  service Mailer { on OrderPlaced }
}`;
    const severities = async (level: 'error' | 'warning' | 'info', today: string) => {
        const settings = new RuleSettings('none', [{ settings: { 'coupling/deprecated-use': { level, options: { today } } } }]);
        return (await readFlow(text, { settings })).diagnostics.map(({ severity }) => severity);
    };

    it('may be more severe than its rule, unless the system has given the rule another severity', async () => {
        expect(await severities('warning', '2027-06-30')).toEqual(['warning']);
        expect(await severities('warning', '2027-07-01')).toEqual(['error']);
        expect(await severities('info', '2027-07-01')).toEqual(['info']);
    });
});

it('says of nothing that it is missing while a file cannot be read as a whole', async () => {
    const text = `broker log kafka
broker spare nats
context Ordering {
  type Money { amount: decimal }
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  command PrintOrder { key orderId: uuid }
  query OrderOf() returns int
  service Orders { every 1 hour -> OrderPlaced and send ShipOrder  handle PrintOrder }
  service Mailer { on OrderShipped }
}
actor Clerk { asks Ordering.OrderOf }`;
    const missing = [
        'coupling/single-handler', 'coupling/unanswered-query', 'coupling/unconsumed-event', 'coupling/unpublished-event', 'coupling/unsent-command', 'coupling/unused-broker', 'coupling/unused-type',
    ];
    const settings = new RuleSettings('none', [{ settings: Object.fromEntries(missing.map(id => [id, { level: 'warning' } as const])) }]);
    const codes = async (broken: Set<string>) => (await readFlow(text, { settings, broken })).diagnostics.map(({ code }) => code).sort();
    expect(await codes(new Set())).toEqual(missing);
    expect(await codes(new Set(['file:///shipping.sluice']))).toEqual([]);
});

it('tells how long each rule took', async () => {
    const timings = new Map<string, number>();
    await readFlow('context Ordering { event OrderStatus {} }', { rules: [pastTense, failingInside], timings });
    expect([...timings.keys()].sort()).toEqual(['(model)', 'coupling/broken', 'naming/past-tense']);
});
