import { describe, expect, test } from 'vitest';
import { aggregate, output, type AggregateDefinition } from '../../../src/runtime/application/index.js';
import type { VirtualClock } from '../../../src/runtime/virtual-clock.js';
import { command, event, settings, start } from './harness.js';
import { decides, evolves } from './single-handlers.js';

interface Amount { id: string; amount: number }
interface Account { id: string; balance: number; withdrawals: number }

const deposit = command<Amount>('Deposit');
const withdraw = command<Amount>('Withdraw');
const close = command<{ id: string }>('Close');
const deposited = event<Amount>('Deposited');
const withdrawn = event<Amount>('Withdrawn');
const overdraftNoticed = event<Amount>('OverdraftNoticed');
const closed = event<{ id: string }>('Closed');
const events = [deposited, withdrawn, overdraftNoticed, closed];

const byId = ({ id }: { id: string }) => id;
const account = aggregate<Account>({
    name: 'Bank.Account', key: 'id', store: 'events', settings,
    initial: id => ({ id, balance: 0, withdrawals: 0 }),
    handlers: [
        decides<Amount, Account>(deposit, byId, data => ({ outputs: [output(deposited, data)] })),
        decides<Amount, Account>(withdraw, byId, (data, { balance }) => (
            data.amount > balance ? { outputs: [], rejection: 'there is not that much' }
            : data.amount === balance ? { outputs: [output(withdrawn, data), output(overdraftNoticed, data)] }
            : { outputs: [output(withdrawn, data)] })),
        decides<{ id: string }, Account>(close, byId, data => ({ outputs: [output(closed, data)] })),
    ],
    evolutions: [
        evolves<Amount, Account>(deposited, byId, (state, { amount }) => ({ ...state, balance: state.balance + amount })),
        evolves<Amount, Account>(withdrawn, byId, (state, { amount }) => ({ ...state, balance: state.balance - amount })),
        // A second way in which the same event changes the state.
        evolves<Amount, Account>(withdrawn, byId, state => ({ ...state, withdrawals: state.withdrawals + 1 })),
        evolves<{ id: string }, Account>(closed, byId, () => undefined),
    ],
});

describe('an aggregate', () => {
    test('decides on the state that its earlier events have made', async () => {
        const { application, send, outputs } = await start({ parts: [account], others: events });
        await send(deposit, { id: 'a', amount: 5 });
        await send(withdraw, { id: 'a', amount: 3 });
        expect(await application.state('Bank.Account', 'a')).toEqual({ id: 'a', balance: 2, withdrawals: 1 });
        expect(await application.state('Bank.Account', 'b')).toBeUndefined();
        expect(outputs()).toEqual([{ name: 'Deposited', data: { id: 'a', amount: 5 } }, { name: 'Withdrawn', data: { id: 'a', amount: 3 } }]);
    });

    test('keeps instances apart', async () => {
        const { application, send } = await start({ parts: [account], others: events });
        await send(deposit, { id: 'a', amount: 5 });
        await send(deposit, { id: 'b', amount: 7 });
        expect(await application.state('Bank.Account', 'a')).toMatchObject({ balance: 5 });
        expect(await application.state('Bank.Account', 'b')).toMatchObject({ balance: 7 });
    });

    test('refuses without an event, without a retry and without a dead letter', async () => {
        const { application, broker, send, advance, outputs, activities } = await start({ parts: [account], others: events });
        await send(withdraw, { id: 'a', amount: 1 });
        await advance(60_000);
        expect(outputs()).toEqual([]);
        expect(await application.state('Bank.Account', 'a')).toBeUndefined();
        expect(activities).toMatchObject([{ kind: 'rejected', part: 'Bank.Account', reason: 'there is not that much' }]);
        expect(broker.deadLetters()).toEqual([]);
    });

    test('applies all events of a decision, also one that changes nothing', async () => {
        const { application, send, outputs } = await start({ parts: [account], others: events });
        await send(deposit, { id: 'a', amount: 5 });
        await send(withdraw, { id: 'a', amount: 5 });
        expect(await application.state('Bank.Account', 'a')).toEqual({ id: 'a', balance: 0, withdrawals: 1 });
        expect(outputs().map(({ name }) => name)).toEqual(['Deposited', 'Withdrawn', 'OverdraftNoticed']);
    });

    test('is as new after an event that deletes it', async () => {
        const { application, send } = await start({ parts: [account], others: events });
        await send(deposit, { id: 'a', amount: 5 });
        await send(close, { id: 'a' });
        expect(await application.state('Bank.Account', 'a')).toEqual({ id: 'a', balance: 0, withdrawals: 0 });
    });

    test('handles a command once, however often it is delivered', async () => {
        const { application, broker, clock, send } = await start({ parts: [account], others: events });
        const envelope = await send(deposit, { id: 'a', amount: 5 });
        await broker.publish(deposit.channel, envelope, { deduplicationId: 'again' });
        await clock.advance(0);
        expect(await application.state('Bank.Account', 'a')).toMatchObject({ balance: 5 });
    });

    test('decides commands of one instance one after the other, also when deciding takes its time', async () => {
        const run: { clock?: VirtualClock } = {};
        const slow: AggregateDefinition = {
            ...account,
            handlers: [decides<Amount, Account>(withdraw, byId, async (data, { balance }) => {
                await run.clock!.sleep(100);
                return balance - data.amount < -1 ? { outputs: [], rejection: 'no' } : { outputs: [output(withdrawn, data)] };
            })],
        };
        // The broker may hand out both at once.
        const { application, clock, advance, activities, outputs } = await start({ parts: [slow], others: events, ordered: 'none' });
        run.clock = clock;
        await Promise.all([application.emit(withdraw, { id: 'a', amount: 1 }), application.emit(withdraw, { id: 'a', amount: 1 })]);
        await advance(1000);
        expect(await application.state('Bank.Account', 'a')).toMatchObject({ balance: -1, withdrawals: 1 });
        expect(activities.map(({ kind }) => kind)).toEqual(['handled', 'rejected']);
        expect(outputs().filter(({ name }) => name === 'Withdrawn')).toHaveLength(1);
    });

    test('publishes nothing and changes nothing when an event cannot be applied', async () => {
        const brittle: AggregateDefinition = { ...account, evolutions: [evolves<Amount, Account>(deposited, byId, () => { throw new Error('cannot be applied'); })] };
        const { application, broker, send, advance, outputs } = await start({ parts: [brittle], others: events });
        await send(deposit, { id: 'a', amount: 5 });
        await advance(1000);
        expect(outputs()).toEqual([]);
        expect(await application.state('Bank.Account', 'a')).toBeUndefined();
        expect(broker.deadLetters()).toMatchObject([{ kind: 'failed', reason: 'cannot be applied', attempts: 3 }]);
    });

    test('publishes nothing of a decision of which one event is not valid', async () => {
        const careless: AggregateDefinition = {
            ...account,
            handlers: [decides<Amount, Account>(deposit, byId, data => ({ outputs: [output(deposited, data), output(overdraftNoticed, { ...data, invalid: true } as Amount)] }))],
        };
        const { application, broker, send, outputs } = await start({ parts: [careless], others: events });
        await send(deposit, { id: 'a', amount: 5 });
        expect(outputs()).toEqual([]);
        expect(await application.state('Bank.Account', 'a')).toBeUndefined();
        expect(broker.deadLetters()).toMatchObject([{ kind: 'rejected', attempts: 1, reason: expect.stringContaining('OverdraftNoticed') }]);
    });
});
