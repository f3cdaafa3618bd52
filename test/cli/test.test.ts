import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createFolder, runCli } from '../support/run-cli.js';
import { runInProcess } from '../support/run-command-line.js';

const flow = `system Shop
context Ordering {
  enum CancelReason { customer, payment }
  type Money { amount: decimal  currency: string(3) }
  public event OrderPlaced { key orderId: uuid  total: Money  lines: int[1..5] }
  public event OrderCancelled { key orderId: uuid  reason: CancelReason }
  event PaymentDeclined { key orderId: uuid }
  event PaymentCaptured { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid  total: Money  lines: int[1..5] }
  public command CancelOrder { key orderId: uuid  reason: CancelReason }
  command CapturePayment { key orderId: uuid }
  aggregate Order by orderId {
    open: boolean = false
    handle PlaceOrder -> OrderPlaced
    handle CancelOrder
      when state.open -> OrderCancelled
      otherwise -> reject "only an open order can be cancelled"
    on OrderPlaced { open = true }
    on OrderCancelled { open = false }
  }
  service Gateway { handle CapturePayment -> PaymentCaptured or PaymentDeclined }
  process Payment by orderId {
    start on OrderPlaced -> send CapturePayment go paying
    state paying {
      on PaymentCaptured -> end
      on PaymentDeclined -> send CancelOrder { reason = payment } end
    }
  }
  projection OrderStatus by orderId {
    open: boolean = false
    total: Money
    on OrderPlaced { open = true  total = event.total }
    on OrderCancelled { open = false }
  }
`;
const holding = `  scenario "a declined payment cancels the order" {
    given CapturePayment -> PaymentDeclined
    when PlaceOrder { total = { amount = 12.50  currency = "EUR" } }
    then OrderCancelled { reason = payment } and OrderStatus { open = false  total = { amount = 12.5 } }
  }
`;
const failing = `  scenario "an order costs what it costs" {
    when PlaceOrder { total = { amount = 12.50  currency = "EUR" }  lines = [1, 2] }
    then OrderPlaced { total = { amount = 13  currency = "EUR" } }
    then no OrderPlaced
    then reject "closed"
    then Payment in paying
  }
`;
const project = (scenarios: string) => createFolder({ 'flow.sluice': `${flow}${scenarios}}\n`, 'other.sluice': 'context Other {\n  event Told { key id: uuid }\n  service Ear { on Told }\n  scenario "told" {\n    when Told\n    then nothing\n  }\n}\n' });

describe('scenarios that hold', () => {
    it('are told by file, with exit code 0; in one file only those of that file are run', async () => {
        const folder = project(holding);
        expect(await runCli(folder, ['test'])).toEqual({
            code: 0, error: '',
            out: expect.stringMatching(/^flow\.sluice\n {2}✓ a declined payment cancels the order\n\nother\.sluice\n {2}✓ told\n\n2 scenarios: 2 passed \(\d+\.\d\d s\)\n$/),
        });
        expect((await runInProcess(['test', join(folder, 'other.sluice')])).out).toMatch(/^other\.sluice\n {2}✓ told\n\n1 scenario: 1 passed/);
    });

    it('are chosen by their titles; a title that there is not is a mistake', async () => {
        const folder = project(holding + failing);
        expect((await runInProcess(['test', folder, '--scenario', 'told'])).out).toMatch(/^other\.sluice\n {2}✓ told\n\n1 scenario/);
        expect((await runInProcess(['test', folder, '--grep', 'DECLINED'])).out).toMatch(/1 scenario: 1 passed/);
        expect(await runInProcess(['test', folder, '--scenario', 'tell'])).toMatchObject({ code: 2, out: '', error: expect.stringMatching(/There is no scenario "tell"\.\n {2}Did you mean "told"\?/) });
        expect(await runInProcess(['test', folder, '--grep', 'refund'])).toMatchObject({ code: 2, out: '', error: expect.stringMatching(/No scenario has "refund" in its title\.\n {2}There are: "a declined/) });
    });
});

describe('scenarios that fail', () => {
    const folder = project(failing);
    const place = (text: string) => {
        const lines = readFileSync(join(folder, 'flow.sluice'), 'utf8').split('\n');
        const line = lines.findIndex(each => each.includes(text));
        return `flow.sluice:${line + 1}:${lines[line]!.indexOf(text) + 1}`;
    };

    it('show what was expected against what flowed, each at its own place, with exit code 1', async () => {
        const { code, out } = await runInProcess(['test', join(folder, 'flow.sluice')]);
        expect(code).toBe(1);
        const [first, second, third, fourth] = out.split(/\n\n(?= {4}flow)/).slice(1);
        expect(first).toContain(`    ${place('OrderPlaced { total = { amount = 13')}  OrderPlaced { total = { amount = 13  currency = "EUR" } }\n    'Ordering.OrderPlaced' did not flow as expected\n`);
        expect(first).toContain('          total:\n      -     amount: "13"\n      +     amount: "12.50"\n            currency: "EUR"\n          lines: [1,2]\n');
        expect(first).toMatch(/What flowed:\n {6}Ordering\.OrderPlaced {"orderId":"[0-9a-f-]{36}","total":{"amount":"12\.…\n/);
        expect(second).toContain("'Ordering.OrderPlaced' flowed, and must not");
        expect(third).toContain('Nothing was refused because "closed"');
        expect(fourth).toContain('- expected  + what came nearest to it\n');
        expect(fourth).toContain(`"\n      -   state: "paying"\n      +   state: "end"\n`);
        expect(out).toMatch(/1 scenario: 1 failed \(/);
    });

    it('are told to programs with their places, patterns and what flowed', async () => {
        const { code, out } = await runInProcess(['test', folder, '--format', 'json']);
        expect(code).toBe(1);
        const report = JSON.parse(out) as { scenarios: { failures: object[] }[] };
        expect(report).toMatchObject({ version: 1, summary: { passed: 1, failed: 1 }, scenarios: [{ title: 'an order costs what it costs', file: 'flow.sluice', passed: false }, { title: 'told', passed: true, failures: [] }] });
        expect(report.scenarios[0]!.failures).toHaveLength(4);
        const [, line, column] = place('OrderPlaced { total = { amount = 13').split(':').map(Number);
        expect(report.scenarios[0]!.failures[0]).toMatchObject({
            file: 'flow.sluice', line, column,
            message: "'Ordering.OrderPlaced' did not flow as expected",
            expected: { name: 'Ordering.OrderPlaced', data: { total: { amount: '13', currency: 'EUR' } } },
            nearest: { differences: [{ path: 'total.amount', expected: '13', found: '12.50' }] },
            flowed: [{ name: 'Ordering.OrderPlaced' }, { name: 'Ordering.CapturePayment' }, { name: 'Ordering.PaymentCaptured' }],
        });
    });

    it('are told to build servers', async () => {
        const { out: junit } = await runInProcess(['test', folder, '--format', 'junit']);
        expect(junit).toMatch(/<testsuites name="sluice test" tests="2" failures="1" time="\d+\.\d{3}">\n  <testsuite name="flow\.sluice" tests="1" failures="1" time="\d+\.\d{3}">/);
        expect(junit).toMatch(/<testcase name="an order costs what it costs" classname="flow\.sluice" file="flow\.sluice" line="\d+" time="\d+\.\d{3}">\n {6}<failure message="'Ordering\.OrderPlaced' did not flow as expected">/);
        expect(junit).toMatch(/<testcase name="told" [^>]*\/>/);
        const { out: github } = await runInProcess(['test', folder, '--format', 'github']);
        const [, line, column] = place('OrderPlaced { total = { amount = 13').split(':');
        expect(github.split('\n')[0]).toMatch(new RegExp(`^::error file=flow\\.sluice,line=${line},col=${column},.*title=an order costs what it costs::flow\\.sluice`));
        expect(github.trim().split('\n')).toHaveLength(4);
    });
});

it('Whoever reads the Test Anything Protocol gets a numbered result a scenario, its details as YAML, and the plan', async () => {
    const folder = project(failing.replaceAll('costs', '#costs'));
    const { code, out } = await runInProcess(['test', folder, '--format', 'tap']);
    expect(code).toBe(1);
    const lines = out.split('\n');
    expect(lines[0]).toBe('TAP version 13');
    expect(lines.filter(line => /^(?:not )?ok |^\d|^# /.test(line))).toEqual(['# flow.sluice', 'not ok 1 - an order \\#costs what it \\#costs', '# other.sluice', 'ok 2 - told', '1..2', '# tests 2', '# pass 1', '# fail 1']);
    const [first, second] = out.split(/^ {2}---\n/m).slice(1).map(text => parse(text.split(/^ {2}\.\.\.$/m)[0]!.replaceAll(/^ {2}/gm, '')) as { location: string; duration_ms: number; failures?: { message: string; at: string; details: string }[] });
    expect(first).toMatchObject({ location: expect.stringMatching(/^flow\.sluice:\d+:12$/), duration_ms: expect.any(Number) });
    expect(first!.failures).toHaveLength(4);
    expect(first!.failures![0]).toMatchObject({ message: "'Ordering.OrderPlaced' did not flow as expected", at: expect.stringMatching(/^flow\.sluice:\d+:10$/), details: expect.stringContaining('-     amount: "13"') });
    expect(second).not.toHaveProperty('failures');
});

it('What is given has arrived, whatever its channel keeps back; what comes afterwards waits there, except for a part alone', async () => {
    const folder = createFolder({ 'flow.sluice': `${flow}  topic OrderFacts { carries OrderPlaced, OrderCancelled  order by none  delay 1 hour  rate 1 per 1 day }
  scenario "the past is there" {
    given OrderPlaced { orderId = "11111111-1111-4111-8111-111111111111" } and OrderPlaced { orderId = "22222222-2222-4222-8222-222222222222" }
    when CancelOrder { orderId = "22222222-2222-4222-8222-222222222222" }
    then OrderCancelled and OrderStatus { orderId = "11111111-1111-4111-8111-111111111111"  open = true } and OrderStatus { orderId = "22222222-2222-4222-8222-222222222222"  open = true }
    after 1 hour
    then OrderStatus { orderId = "22222222-2222-4222-8222-222222222222"  open = false }
  }
  scenario "the flow waits" {
    given CapturePayment -> nothing
    when PlaceOrder { orderId = "11111111-1111-4111-8111-111111111111" } and PlaceOrder { orderId = "22222222-2222-4222-8222-222222222222" }
    then 2 OrderPlaced and no OrderStatus and no Payment
    after 1 hour
    then 1 send CapturePayment
    after 1 day
    then 1 send CapturePayment
  }
  scenario "a part alone does not" for Payment {
    when OrderPlaced { orderId = "11111111-1111-4111-8111-111111111111" } and OrderPlaced { orderId = "22222222-2222-4222-8222-222222222222" }
    then 2 send CapturePayment
  }
}
` });
    expect(await runInProcess(['test', folder])).toMatchObject({ code: 0, error: '', out: expect.stringContaining('3 scenarios: 3 passed') });
});

it('What code makes of a state may be that a field is not there any more', async () => {
    const folder = createFolder({ 'flow.sluice': `context Desk {
  event NoteTaken { key noteId: uuid  at: int }
  event NoteLost { key noteId: uuid  at: int }
  projection Notes by noteId {
    at: int?
    on NoteTaken { at = event.at }
    on NoteLost by code
  }
  scenario "unset" {
    given NoteTaken { at = 1 }
    given NoteLost -> Notes { at = null }
    when NoteLost { at = 2 }
    then Notes { at = null }
  }
  scenario "taken over" {
    given NoteTaken { at = 1 }
    when NoteLost { at = 2 }
    then Notes { at = 2 }
  }
}
` });
    expect(await runInProcess(['test', folder])).toMatchObject({ code: 0, error: '', out: expect.stringContaining('2 scenarios: 2 passed') });
});

it('An answer that is another is shown against what was expected', async () => {
    const folder = createFolder({ 'flow.sluice': flow.replace(/on OrderCancelled \{ open = false \}\n {2}\}\n$/, `on OrderCancelled { open = false }
    public query OpenOrders() returns OrderStatus[] where state.open
    public query OpenCount() returns int
  }
  scenario "what is open" {
    given OrderPlaced { total = { amount = 2  currency = "EUR" } }
    when OpenOrders
    then answer [{ open = true  total = { amount = 3 } }]
    when OpenCount
    then answer -1
  }
}
`) });
    const { code, out } = await runInProcess(['test', folder]);
    expect(code).toBe(1);
    expect(out).toContain("'Ordering.OpenOrders' was not answered as expected");
    expect(out).toMatch(/ {6}- {3}- \{"open":true,"total":\{"amount":"3"\}\}\n {6}\+ {3}- \{"orderId":/);
    expect(out).toMatch(/'Ordering\.OpenCount' was not answered as expected[^]*- {3}-1\n {6}\+ {3}\d+\n/);
});

describe('what cannot be tested', () => {
    it('is a system with errors, which are told', async () => {
        const folder = project(holding.replace('12.50', '"12,50"'));
        expect(await runInProcess(['test', folder])).toMatchObject({ code: 1, out: '', error: expect.stringMatching(/flow\.sluice:\d+:\d+ error language\/expression-type[^]*Nothing was tested: put the errors right first\.\n$/) });
    });

    it('is a value beyond its limits, where it is written', async () => {
        const folder = project(holding.replace('when PlaceOrder {', 'when PlaceOrder { lines = []'));
        expect(await runInProcess(['test', folder])).toMatchObject({ code: 1, out: '', error: expect.stringMatching(/This list has 0 items, and 'lines' takes 1 to 5\.[^]*Nothing was tested/) });
    });

    it('is one without scenarios, which is said', async () => {
        expect(await runInProcess(['test', createFolder({ 'flow.sluice': 'context Nothing {}\n' })])).toMatchObject({ code: 0, out: '', error: expect.stringContaining('There are no scenarios.') });
    });

    it('is a message that is not valid, at its step', async () => {
        // Nothing can be made up that is short and long.
        const folder = createFolder({ 'flow.sluice': `${flow.replace('public command PlaceOrder {', 'public command PlaceOrder { code: string(..2) /[a-z]{5}/ ')}${holding}}\n` });
        const { code, out } = await runInProcess(['test', join(folder, 'flow.sluice')]);
        expect(code).toBe(1);
        expect(out).toMatch(/flow\.sluice:\d+:5 {2}when\n {4}The data is no valid Ordering\.PlaceOrder: code must /);
    });
});

describe('a run of a scenario', () => {
    it('shows the flow of just what it says', async () => {
        const folder = project(holding + failing);
        const { code, out } = await runInProcess(['run', folder, '--scenario', 'a declined payment cancels the order']);
        expect(code).toBe(0);
        expect(out).toMatch(/^Shop {2}6 messages flowed, 1 of them from outside\n\nOrdering\.PlaceOrder \w+… {2}by scenario\n└─ Ordering\.OrderPlaced/);
        expect(out).toContain('✓ a declined payment cancels the order\n');
        const failed = await runInProcess(['run', folder, '--scenario', 'an order costs what it costs', '--format', 'json']);
        expect(failed.code).toBe(1);
        expect(JSON.parse(failed.out)).toMatchObject({ scenario: { title: 'an order costs what it costs', problems: expect.arrayContaining(["'Ordering.OrderPlaced' did not flow as expected"]) }, counts: { 'Ordering.OrderPlaced': 1 } });
        expect(await runInProcess(['run', folder, '--scenario', 'x', '--messages', '3'])).toMatchObject({ code: 2, error: expect.stringContaining('not both') });
    });
});

it('The same seed gives the same result', async () => {
    const folder = project(failing);
    const strip = (text: string) => text.replace(/"milliseconds": \d+/g, '');
    const once = await runInProcess(['test', folder, '--format', 'json', '--seed', '7']);
    expect(strip((await runInProcess(['test', folder, '--format', 'json', '--seed', '7'])).out)).toBe(strip(once.out));
});
