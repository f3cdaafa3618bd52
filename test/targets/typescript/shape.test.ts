import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile, load, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';
import { readTree } from '../../support/read-tree.js';

const specification = `context Accounts {
  enum Kind { current, savings }
  type Limit = decimal(0..)
  event AccountOpened version 1 { key accountId: uuid }
  event AccountOpened version 2 { key accountId: uuid  kind: Kind  upcast from 1 { kind = current } }
  event MoneyMoved { key fromId: uuid  toId: uuid  amount: decimal(0..) }
  event AccountClosed { key accountId: uuid }
  command OpenAccount { key accountId: uuid  kind: Kind }
  command CloseAccount { key accountId: uuid }
  command MoveMoney { key fromId: uuid  toId: uuid  amount: decimal(0..) }
  aggregate Account by accountId {
    open: boolean = false
    times: int = 0
    handle OpenAccount when state.open -> reject "open already" otherwise -> AccountOpened
    handle CloseAccount -> AccountClosed
    on AccountOpened { open = true }
    on AccountOpened where state.open { times += 1 }
    on AccountClosed { delete }
  }
  service Desk { handle MoveMoney -> MoneyMoved }
  projection Balance by accountId {
    amount: decimal = 0
    on AccountClosed { delete }
    on MoneyMoved key event.fromId { amount -= event.amount }
    on MoneyMoved key event.toId { amount += event.amount }
    query BalanceOf(accountId: uuid) returns Balance? where state.accountId == query.accountId
  }
  process Closing by accountId {
    start on AccountOpened -> go open
    state open { on AccountClosed -> end  after 2 days -> send CloseAccount  end }
  }
}`;

/** A function of the team that tells every event of the context, but for those of `missing`. */
const teller = (missing: readonly string[] = []) => `
import type { AccountsEvent } from './generated/accounts/messages.js';
import { assertNever } from './generated/runtime/index.js';
export function tell(event: AccountsEvent): string {
    switch (event.name) {
${['AccountOpened', 'MoneyMoved', 'AccountClosed'].filter(name => !missing.includes(name)).map(name => `        case 'Accounts.${name}': return \`${name} \${event.data.${name === 'MoneyMoved' ? 'fromId' : 'accountId'}}\`;`).join('\n')}
        default: return assertNever(event);
    }
}`;

const files = {
    'all.ts': teller(),
    'one-missing.ts': teller(['MoneyMoved']),
    'versions.ts': `
import type { VersionedAccountOpened } from './generated/accounts/messages.js';
export function kindOf(opened: VersionedAccountOpened): string {
    switch (opened.type) {
        case 'Accounts.AccountOpened.v1': return 'unknown';
        case 'Accounts.AccountOpened.v2': return opened.data.kind;
    }
}`,
    'foreign-event.ts': `
import { evolve, initial } from './generated/accounts/account.js';
export const state = evolve(initial('1'), { name: 'Accounts.MoneyMoved', data: { fromId: '1', toId: '2', amount: '1' } });`,
    'entry.ts': `
export * as account from './generated/accounts/account.js';
export * as balance from './generated/accounts/balance.js';
export { upcastAccountOpenedV1 } from './generated/accounts/definitions.js';
export { tell } from './all.js';`,
};

type Named = { name: string; data: object };
interface Program {
    account: {
        initial(key: string): object;
        decide(command: Named, state: object): { outputs: { message: { name: string }; data: object }[]; rejection?: string };
        evolve(state: object, event: Named): object | undefined;
    };
    balance: { initial(key: string): object; apply(row: object, event: Named): object | undefined };
    upcastAccountOpenedV1(old: object): object;
}

let folder: string;
let problems: string[];
let program: Program;

beforeAll(async () => {
    folder = writeProgram(await modelOf(specification), { files });
    [problems, program] = await Promise.all([compile(folder), load<Program>(folder, 'entry.ts')]);
});

describe('a switch over the events of a context', () => {
    test('compiles where it has a case for each', () => {
        expect(problems.filter(problem => problem.startsWith('all.ts') || problem.startsWith('versions.ts'))).toEqual([]);
    });

    test('does not compile where the specification has one more', () => {
        expect(problems.filter(problem => problem.startsWith('one-missing.ts'))).toEqual([expect.stringMatching(/not assignable to parameter of type 'never'/)]);
    });
});

test('an event of others is none of an aggregate’s', () => {
    expect(problems.filter(problem => problem.startsWith('foreign-event.ts'))).not.toEqual([]);
});

test('nothing else is wrong', () => {
    expect(problems.filter(problem => !/^(one-missing|foreign-event)\.ts/.test(problem))).toEqual([]);
});

describe('an aggregate by itself', () => {
    const open = { name: 'Accounts.OpenAccount', data: { accountId: 'a', kind: 'savings' } };
    const opened = { name: 'Accounts.AccountOpened', data: open.data };

    test('decides by its state alone', () => {
        const { decide, initial } = program.account;
        expect(decide(open, initial('a')).outputs).toEqual([{ message: expect.objectContaining({ name: 'Accounts.AccountOpened' }), data: open.data }]);
        expect(decide(open, { ...initial('a'), open: true })).toEqual({ outputs: [], rejection: 'open already' });
    });

    test('evolves by all that it says of an event, in its order, and by a deletion into nothing', () => {
        const { evolve, initial } = program.account;
        expect(evolve(initial('a'), opened)).toEqual({ accountId: 'a', open: true, times: 1 });
        expect(evolve(initial('a'), { name: 'Accounts.AccountClosed', data: { accountId: 'a' } })).toBeUndefined();
    });

    test('has no case for what the specification does not know', () => {
        expect(() => program.account.evolve(program.account.initial('a'), { name: 'Accounts.Nothing', data: {} })).toThrow(/No case for .*Accounts.Nothing/);
    });
});

test('a projection tells apart what one event means for several rows', () => {
    const { apply, initial } = program.balance;
    const data = { fromId: 'a', toId: 'b', amount: '2.50' };
    expect(apply(initial('a'), { name: 'Accounts.MoneyMoved', data })).toEqual({ accountId: 'a', amount: '-2.50' });
    expect(apply(initial('b'), { name: 'Accounts.MoneyMoved#2', data })).toEqual({ accountId: 'b', amount: '2.50' });
});

test('an older version can be brought up by itself', () => {
    expect(program.upcastAccountOpenedV1({ accountId: 'a' })).toEqual({ accountId: 'a', kind: 'current' });
});

test('every declaration says where in the specification it comes from', () => {
    const lines = specification.split('\n');
    let found = 0;
    for (const [path, text] of readTree(join(folder, 'generated/accounts'), '.ts')) {
        for (const [, comment, name] of text.matchAll(/(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?export (?:async )?(?:const|function|interface|type) (\w+)/g)) {
            // What is made of several declarations comes from none of them.
            if (/^(AccountsEvent|AccountsCommand|AccountEvent|AccountCommand|BalanceEvent|initial)$/.test(name!)) continue;
            if (/Every value of/.test(comment ?? '')) continue;
            const line = /[Ff]rom 1\.sluice:(\d+)\./.exec(comment ?? '')?.[1];
            expect(line, `${path}: ${name}`).toBeDefined();
            found++;
        }
    }
    expect(found).toBeGreaterThan(20);
    const account = readFileSync(join(folder, 'generated/accounts/account.ts'), 'utf8');
    for (const line of [lines.findIndex(text => text.includes('on AccountOpened {')) + 1, lines.findIndex(text => text.includes('on AccountClosed { delete }')) + 1]) {
        expect(account).toMatch(new RegExp(`case 'Accounts\\.\\w+': // .*1\\.sluice:${line}\\b`));
    }
});
