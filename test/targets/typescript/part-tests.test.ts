import { beforeAll, describe, expect, test } from 'vitest';
import { bundleTests, compile, load, runNodeTests, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';

const specification = `
context Sales {
  event OrderAccepted { key orderId: uuid  total: decimal(0..) }
  event OrderDeclined { key orderId: uuid  reason: string }
  event LineBooked { key orderId: uuid  line: int }
  event OrderOpened { key orderId: uuid }
  event OrderClosed { key orderId: uuid }
  command AcceptOrder { key orderId: uuid  lines: int[1..10] }
  command BookLines { key orderId: uuid }
  command OpenOrder { key orderId: uuid }
  command CloseOrder { key orderId: uuid }
  // A part alone has no channel before it that would hold anything back.
  topic OrderFacts { carries OrderOpened, OrderClosed  delay 1 hour  rate 1 per 1 hour }
  queue OrderWork { carries OpenOrder, CloseOrder  delay 5 minutes }
  service Desk {
    handle AcceptOrder -> OrderAccepted or OrderDeclined or reject "closed"
    handle BookLines -> many LineBooked and OrderAccepted?
    on OrderDeclined -> send BookLines
  }
  aggregate Order by orderId {
    open: boolean = false
    handle OpenOrder when state.open -> reject "open already" otherwise -> OrderOpened
    handle CloseOrder when state.open -> OrderClosed otherwise -> reject "not open"
    on OrderOpened { open = true }
    on OrderClosed { open = false }
  }
  process Closing by orderId {
    start on OrderOpened -> go open
    state open {
      on OrderAccepted -> send CloseOrder  end
      after 2 days -> send CloseOrder  end
    }
  }
}`;

const desk = (acceptOrder: string) => `
import type { DeskHandlers } from '../../generated/sales/desk.js';
export const desk: DeskHandlers = {
    acceptOrder() { ${acceptOrder} },
    bookLines: () => ({ lineBooked: [{ line: 1 }, { line: 2 }] }),
};`;

const files = {
    'handlers/sales/desk.ts': desk(`return { orderAccepted: { total: '1.00' } };`),
    'wrong.ts': `
import { testOrder, testClosing } from './generated/sales/testing.js';
import { anOpenOrder, anOrderOpened } from './generated/sales/samples.js';
void testOrder().when({ name: 'Sales.OpenOrder', data: anOpenOrder() }).thenEmits('Sales.OrderOpened');
void testOrder().when({ name: 'Sales.OrderOpened', data: anOrderOpened() }).thenNothing();
void testOrder().when({ name: 'Sales.OpenOrder', data: anOpenOrder() }).thenEmits('Sales.LineBooked');
void testClosing().when({ name: 'Sales.OrderOpened', data: anOrderOpened() }).thenIn('shut');
void testOrder().when({ name: 'Sales.OpenOrder', data: anOpenOrder({ orderId: 1 }) }).thenNothing();`,
    'entry.ts': `
export * from './generated/sales/testing.js';
export * from './generated/sales/samples.js';`,
};

/** Loosely, since what the compiler makes of it is asked for on its own. */
interface Tested {
    given(...messages: object[]): Tested;
    when(...messages: object[]): Tested;
    after(milliseconds: number): Tested;
    thenEmits(...expected: unknown[]): Promise<void>;
    thenNothing(): Promise<void>;
    thenRefuses(reason?: string): Promise<void>;
    thenState(fields: object): Promise<void>;
    thenIn(state: string): Promise<void>;
    thenDeclared(): Promise<void>;
}
type Program = Record<'testOrder' | 'testClosing' | 'testDesk', (handlers?: object) => Tested> & Record<string, (given?: object) => object>;

let folder: string;
let problems: string[];
let program: Program;

beforeAll(async () => {
    folder = writeProgram(await modelOf(specification), { files });
    [problems, program] = await Promise.all([compile(folder, 'tsconfig.all.json'), load<Program>(folder, 'entry.ts')]);
});

const message = (name: string, given?: object) => ({ name: `Sales.${name}`, data: program[`${/^[AEIO]/.test(name) ? 'an' : 'a'}${name}`]!(given) });

test('the scaffolded tests run in Node, and pass for what is written', async () => {
    const { passed, failed } = await runNodeTests(await bundleTests(folder));
    // What is marked as not written yet counts as passed once it is.
    expect(failed).toBe(0);
    expect(passed).toBeGreaterThanOrEqual(4);
});

test('only messages, outcomes and states that the specification has can be written, and the scaffolded tests compile', () => {
    expect(problems.map(problem => /^wrong\.ts\((\d+)/.exec(problem)?.[1])).toEqual(['5', '6', '7', '8']);
});

describe('a test of an aggregate', () => {
    test('holds where it does what is expected', async () => {
        const opened = program.testOrder().given(message('OrderOpened'));
        await program.testOrder().when(message('OpenOrder')).thenEmits('Sales.OrderOpened');
        await opened.when(message('CloseOrder')).thenEmits({ name: 'Sales.OrderClosed', data: message('CloseOrder').data });
        await opened.when(message('OpenOrder')).thenRefuses('open already');
        await opened.when(message('CloseOrder')).thenState({ open: false });
        await opened.when(message('OpenOrder')).thenDeclared();
    });

    test('tells what differs', async () => {
        const opens = program.testOrder().when(message('OpenOrder'));
        await expect(opens.thenEmits('Sales.OrderClosed')).rejects.toThrow(/^Sales\.Order: Expected Sales\.OrderClosed \{\};\n {2}found Sales\.OrderOpened \{"orderId":".*"\}\n {2}1\. name: expected "Sales\.OrderClosed", found "Sales\.OrderOpened"$/);
        await expect(opens.thenEmits({ name: 'Sales.OrderOpened', data: { orderId: 'other' } })).rejects.toThrow(/1\. orderId: expected "other", found/);
        await expect(opens.thenEmits('Sales.OrderOpened', 'Sales.OrderOpened')).rejects.toThrow(/Expected/);
        await expect(opens.thenEmits()).rejects.toThrow(/Expected nothing/);
        await expect(opens.thenNothing()).rejects.toThrow(/nothing must/);
        await expect(opens.thenRefuses()).rejects.toThrow(/Nothing was refused/);
        await expect(opens.thenState({ open: false })).rejects.toThrow(/open: expected false, found true/);
        await expect(program.testOrder().thenDeclared()).rejects.toThrow(/Nothing has happened/);
    });
});

describe('a test of a process', () => {
    test('moves through its states, by events and by time', async () => {
        const begun = program.testClosing().given(message('OrderOpened'));
        await program.testClosing().when(message('OrderOpened')).thenIn('open');
        await begun.when(message('OrderAccepted')).thenEmits('Sales.CloseOrder');
        await begun.after(2 * 86_400_000).thenEmits('Sales.CloseOrder');
        await begun.after(86_400_000).thenNothing();
        await begun.after(2 * 86_400_000).thenIn('end');
        await expect(begun.when(message('OrderAccepted')).thenIn('open')).rejects.toThrow(/is not in 'open'/);
    });
});

describe('a contract test of a service', () => {
    const handlers = (acceptOrder: () => object) => ({ acceptOrder, bookLines: () => ({ lineBooked: [{ line: 1 }, { line: 2 }], orderAccepted: { total: '1' } }) });
    const accepts = (acceptOrder: () => object) => program.testDesk(handlers(acceptOrder)).when(message('AcceptOrder'));

    test('holds for each of the declared outcomes', async () => {
        await accepts(() => ({ orderAccepted: { total: '1.00' } })).thenDeclared();
        await accepts(() => ({ orderDeclined: { reason: 'none' } })).thenDeclared();
        await accepts(() => ({ reject: 'closed' })).thenDeclared();
        await program.testDesk(handlers(() => ({}))).when(message('BookLines')).thenDeclared();
        await program.testDesk().when(message('BookLines')).thenDeclared();
    });

    test('fails for what is not declared, for what is not valid, and for what throws', async () => {
        await expect(accepts(() => ({})).thenDeclared()).rejects.toThrow(/may bring Sales\.OrderAccepted, or Sales\.OrderDeclined, or reject;\n {2}found nothing/);
        await expect(accepts(() => ({ orderAccepted: { total: '1' }, orderDeclined: { reason: 'x' } })).thenDeclared()).rejects.toThrow(/may bring/);
        await expect(accepts(() => ({ orderAccepted: { total: '-1.00' } })).thenDeclared()).rejects.toThrow(/total must be between 0/);
        await expect(accepts(() => { throw new Error('no connection'); }).thenDeclared()).rejects.toThrow(/no connection/);
    });
});

test('what a part makes of its own messages is no outcome of what came first', async () => {
    const declined = program.testDesk().when(message('OrderDeclined'));
    await declined.thenDeclared();
    await declined.thenEmits('Sales.BookLines', 'Sales.LineBooked', 'Sales.LineBooked');
});

test('samples of messages take what is given and agree on what they are about', () => {
    const accepted = message('OrderAccepted', { total: '7.00' }).data as { orderId: string };
    expect(accepted).toEqual({ orderId: expect.stringMatching(/^[0-9a-f-]{36}$/), total: '7.00' });
    expect(message('OpenOrder').data).toEqual({ orderId: accepted.orderId });
});
