import { beforeAll, expect, test } from 'vitest';
import { compile, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';

const specification = `
context Sales {
  enum Reason { stock, credit }
  event OrderAccepted { key orderId: uuid  total: decimal  note: string? }
  event OrderDeclined { key orderId: uuid  reason: Reason }
  event LineBooked { key orderId: uuid  line: int }
  command AcceptOrder { key orderId: uuid  lines: int[1..10] }
  command BookLines { key orderId: uuid }
  command NotifyBuyer { key orderId: uuid }
  service Desk {
    handle AcceptOrder -> OrderAccepted or OrderDeclined or reject "closed"
    handle BookLines -> many LineBooked and OrderAccepted?
    handle NotifyBuyer
  }
}
`;

/** The methods of a `Desk`, all right but for those that are given. */
function desk(methods: Record<string, string>): string {
    const all = {
        acceptOrder: `return { orderAccepted: { total: '1.00' } };`,
        bookLines: `return { lineBooked: [{ line: 1 }] };`,
        notifyBuyer: '',
        ...methods,
    };
    return `import type { DeskHandlers } from '../../generated/sales/desk.js';
export const desk: DeskHandlers = {
${Object.entries(all).map(([name, body]) => `    async ${name}(command) { void command; ${body} },`).join('\n')}
};`;
}

const allowed: Record<string, Record<string, string>> = {
    'the first alternative': { acceptOrder: `return { orderAccepted: { total: '1.00', note: 'x' } };` },
    'the second': { acceptOrder: `return { orderDeclined: { reason: 'stock' } };` },
    'the refusal that is declared': { acceptOrder: `return { reject: 'closed' };` },
    'a field that is filled already': { acceptOrder: `return { orderAccepted: { total: '1.00', orderId: command.orderId } };` },
    'many, and what may be': { bookLines: `return { lineBooked: [], orderAccepted: { total: '2' } };` },
};

const forbidden: Record<string, Record<string, string>> = {
    'nothing': { acceptOrder: 'return {};' },
    'two alternatives at once': { acceptOrder: `return { orderAccepted: { total: '1' }, orderDeclined: { reason: 'stock' } };` },
    'a refusal in words of its own': { acceptOrder: `return { reject: 'no mood' };` },
    'a message without what only code can supply': { acceptOrder: 'return { orderAccepted: {} };' },
    'a value of another type': { acceptOrder: 'return { orderAccepted: { total: 1 } };' },
    'a value that the enum does not have': { acceptOrder: `return { orderDeclined: { reason: 'mood' } };` },
    'an event that is not declared': { acceptOrder: `return { lineBooked: [{ line: 1 }] };` },
    'one where many are declared': { bookLines: 'return { lineBooked: { line: 1 } };' },
    'something where nothing is declared': { notifyBuyer: 'return { done: true };' },
};

/** Compiled together, because starting the compiler takes longer than what it then does. */
let problems: string[];
const fileOf = (name: string): string => `handlers/sales/${name.replaceAll(/[ ,]+/g, '-')}.ts`;

beforeAll(async () => {
    const files = Object.fromEntries(Object.entries({ ...allowed, ...forbidden }).map(([name, methods]) => [fileOf(name), desk(methods)]));
    problems = await compile(writeProgram(await modelOf(specification), { files }));
});

test.each(Object.keys(allowed))('a handler may give %s', name => {
    expect(problems.filter(problem => problem.startsWith(fileOf(name)))).toEqual([]);
});

test.each(Object.keys(forbidden))('a handler may not give %s', name => {
    expect(problems.filter(problem => problem.startsWith(fileOf(name)))).not.toEqual([]);
});

test('nothing else is wrong', () => {
    expect(problems.filter(problem => !Object.keys(forbidden).some(name => problem.startsWith(fileOf(name))))).toEqual([]);
});
