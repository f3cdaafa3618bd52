import { expect, it } from 'vitest';
import { rules } from '../../src/rules/registry.js';
import type { CheckOptions } from '../../src/rules/engine.js';
import type { Rule } from '../../src/rules/rule.js';
import { readFlow } from './check-flow.js';

const failing: Rule = {
    id: 'coupling/broken', severity: 'error', summary: '', reason: '', bad: '', good: '',
    check() {
        throw new TypeError('cannot read what is not there');
    },
};

it('goes on when a rule fails, and says which one failed', async () => {
    const { diagnostics } = await readFlow('context Ordering { event OrderStatus {} }', { rules: [failing, ...rules] });
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
    const { diagnostics } = await readFlow(text, { severities: { 'naming/past-tense': 'info', 'naming/imperative': 'off', 'coupling/single-handler': 'off' } });
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['naming/past-tense', 'info']]);
});

it('takes severities from single contexts first, whatever else stands in the file', async () => {
    const text = `context Ordering {
  event OrderStatus {}
  // sluice-ignore naming/past-tense: named by the partner
  event OrderNumber {}
}
context Partner { event PartnerStatus {} }
actor Customer { sees Partner.PartnerStatus }
context Billing { event BillingStatus {} }`;
    const severities = async (options: CheckOptions) => (await readFlow(text, options)).diagnostics.map(({ code, severity }) => [code, severity]);
    expect(await severities({ contexts: { Partner: { 'naming/past-tense': 'off' }, Billing: { 'naming/past-tense': 'info' } } })).toEqual([['naming/past-tense', 'error'], ['naming/past-tense', 'info']]);
    // What is off in general is still looked for in the context that turns it on.
    expect(await severities({ severities: { 'naming/past-tense': 'off' }, contexts: { Billing: { 'naming/past-tense': 'warning' } } })).toEqual([['naming/past-tense', 'warning']]);
    // A comment in a context that has its rule off is no unused one.
    expect(await severities({ contexts: { Ordering: { 'naming/past-tense': 'off' }, Partner: { 'naming/past-tense': 'off' }, Billing: { 'naming/past-tense': 'off' } } })).toEqual([]);
});
