import { beforeEach, describe, expect, test } from 'vitest';
import { defineMessage, type PartSettings, type ProjectionDefinition } from '../../../src/runtime/application/index.js';
import { ProjectionRunner } from '../../../src/runtime/application/projection.js';
import type { Envelope } from '../../../src/runtime/envelope.js';
import { StoreConflict, type AggregateChange, type InstanceChange, type LoggedEvent, type ProcessTimerRecord, type RowsChange, type Store, type StoreLayout } from '../../../src/runtime/stores/store.js';
import { evolves } from '../application/single-handlers.js';

export interface Movement { account: string; amount: number; note?: string }
export interface Turnover { account: string; total: number; notes: readonly string[] }

/** A time that the test sets. */
export class TestClock {
    time = Date.UTC(2025, 0, 1);
    readonly now = (): number => this.time;
    readonly schedule = (): (() => void) => () => undefined;
}

let made = 0;

/** An envelope as a part makes it. */
export function envelopeOf(type: string, data: object, more: Partial<Envelope> = {}): Envelope {
    const id = `message-${++made}`;
    return { specversion: '1.0', id, source: '/bank/account', type, time: '2025-01-01T00:00:00.000Z', datacontenttype: 'application/json', correlationid: id, data, ...more };
}

/** An event of the account `a`. */
export function moved(amount: number, more: Partial<Envelope> & { account?: string; note?: string } = {}): Envelope {
    const { account = 'a', note, ...attributes } = more;
    return envelopeOf('Bank.MoneyMoved.v1', { account, amount, ...(note !== undefined && { note }) }, { subject: account, ...attributes });
}

export const settings: PartSettings = { concurrency: 1, idempotentBy: 'id' };

const moneyMoved = defineMessage<Movement>({
    name: 'Bank.MoneyMoved', type: 'Bank.MoneyMoved.v1', kind: 'event', channel: 'bank.money-moved', key: 'account', headers: [],
    validate: data => ('amount' in (data as object) ? [] : ['it has no amount']),
});

/** How much was moved on each account; 0 closes it. */
export const turnover: ProjectionDefinition = {
    kind: 'projection', name: 'Bank.Turnover', key: 'account', settings, revision: 'first', queries: [],
    columns: [{ field: 'account', type: 'text' }, { field: 'total', type: 'integer' }, { field: 'notes', type: 'json' }],
    initial: account => ({ account, total: 0, notes: [] }),
    evolutions: [evolves<Movement, Turnover>(moneyMoved, ({ account }) => account, (state, { amount, note }) => (
        amount === 0 ? undefined : { ...state, total: state.total + amount, notes: note === undefined ? state.notes : [...state.notes, note] }))],
};

export const perMinute: ProjectionDefinition = {
    ...turnover, name: 'Bank.TurnoverPerMinute', window: 60_000,
    columns: [...turnover.columns!, { field: 'windowStart', type: 'timestamp' }],
};

/** The layout of these projections, and of an aggregate of each kind. */
export function layoutOf(clock: TestClock, projections: readonly ProjectionDefinition[] = [turnover, perMinute]): StoreLayout {
    return {
        clock, idempotency: { window: 60_000, capacity: 1000 },
        aggregates: [{ name: 'Bank.Account', store: 'events', revision: 'first' }, { name: 'Bank.Limit', store: 'state', revision: 'first' }],
        projections: projections.map(definition => new ProjectionRunner(definition, undefined as never).layout),
    };
}

const rowsBy = (event: Envelope, projection = turnover): RowsChange => layoutOf(new TestClock(), [projection]).projections[0]!.read(event);

export interface StoreContract {
    /** A store in which nothing is yet. */
    create(): Promise<Store>;
    /** The store as another process of the operating system finds it. */
    reopen(store: Store): Promise<Store>;
}

/** What every store does. */
export function describeStore(name: string, { create, reopen }: StoreContract): void {
    describe(name, () => {
        let store: Store;
        let clock: TestClock;

        beforeEach(async () => {
            clock = new TestClock();
            store = await create();
            await store.open(layoutOf(clock));
        });

        const append = (version: number, events: readonly Envelope[], more: Partial<AggregateChange> = {}): AggregateChange =>
            ({ name: 'Bank.Account', key: 'a', version, events, state: { events: version + events.length }, isSnapshot: false, ...more });
        const log = async (): Promise<readonly LoggedEvent[]> => store.events({ after: 0, limit: 1000 });
        const again = async (): Promise<Store> => {
            const other = await reopen(store);
            await other.open(layoutOf(clock));
            return other;
        };

        describe('aggregates', () => {
            test('have the events that were appended, in their order, or a state that holds them', async () => {
                const events = [moved(1), moved(2), moved(3)];
                await store.commit({ at: clock.now(), aggregate: append(0, events.slice(0, 2)) });
                await store.commit({ at: clock.now(), aggregate: append(2, events.slice(2)) });
                const loaded = (await (await again()).loadAggregate('Bank.Account', 'a'))!;
                expect((loaded.snapshot?.version ?? 0) + loaded.events.length).toBe(3);
                if (loaded.snapshot) expect(loaded.snapshot.state).toEqual({ events: loaded.snapshot.version });
                const appended = await store.events({ after: 0, limit: 10, aggregate: { name: 'Bank.Account', key: 'a' } });
                expect(appended.map(({ envelope }) => envelope)).toEqual(events);
                expect(appended.map(({ aggregate }) => aggregate)).toEqual([1, 2, 3].map(version => ({ name: 'Bank.Account', key: 'a', version })));
                expect(await store.loadAggregate('Bank.Account', 'b')).toBeUndefined();
            });

            test('take events on the version alone that they were decided on', async () => {
                await store.commit({ at: clock.now(), aggregate: append(0, [moved(1)]) });
                await expect(async () => store.commit({ at: clock.now(), aggregate: append(0, [moved(2)]) })).rejects.toThrow(StoreConflict);
                await expect(async () => store.commit({ at: clock.now(), aggregate: append(2, [moved(2)]) })).rejects.toThrow(StoreConflict);
                expect((await log()).map(({ envelope }) => envelope.data)).toEqual([{ account: 'a', amount: 1 }]);
            });

            test('take one of two decisions that were made at the same time', async () => {
                const results = await Promise.allSettled([1, 2].map(async amount => store.commit({ at: clock.now(), aggregate: append(0, [moved(amount)]) })));
                expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
                expect(await log()).toHaveLength(1);
            });

            test('need no events before a snapshot, until their revision is another one', async () => {
                const events = Array.from({ length: 13 }, (_, index) => moved(index + 1));
                for (const [index, event] of events.entries()) await store.commit({ at: clock.now(), aggregate: append(index, [event], { isSnapshot: index === 2 }) });
                const loaded = (await store.loadAggregate('Bank.Account', 'a'))!;
                expect(loaded.snapshot!.version).toBeGreaterThanOrEqual(3);
                expect(loaded.snapshot!.state).toEqual({ events: loaded.snapshot!.version });
                expect(loaded.events.map(({ envelope }) => envelope)).toEqual(events.slice(loaded.snapshot!.version));
                const other = await reopen(store);
                const layout = layoutOf(clock);
                await other.open({ ...layout, aggregates: layout.aggregates.map(aggregate => ({ ...aggregate, revision: 'second' })) });
                const anew = (await other.loadAggregate('Bank.Account', 'a'))!;
                expect(anew.snapshot).toBeUndefined();
                expect(anew.events.map(({ envelope }) => envelope)).toEqual(events);
            });

            test('that store their state have no events in the log', async () => {
                const change = (version: number) => append(version, [moved(1)], { name: 'Bank.Limit' });
                await store.commit({ at: clock.now(), aggregate: change(0) });
                await store.commit({ at: clock.now(), aggregate: change(1) });
                await expect(async () => store.commit({ at: clock.now(), aggregate: change(1) })).rejects.toThrow(StoreConflict);
                expect(await (await again()).loadAggregate('Bank.Limit', 'a')).toEqual({ snapshot: { version: 2, state: { events: 2 } }, events: [] });
                expect(await log()).toEqual([]);
            });

            test('are listed in the order of their first events', async () => {
                for (const [index, key] of ['b', 'a', 'c'].entries()) await store.commit({ at: clock.now(), aggregate: append(0, [moved(index)], { key }) });
                await store.commit({ at: clock.now(), aggregate: append(1, [moved(1)], { key: 'b' }) });
                for (const key of ['z', 'y']) await store.commit({ at: clock.now(), aggregate: append(0, [moved(1)], { name: 'Bank.Limit', key }) });
                expect(await store.keys('Bank.Account')).toEqual(['b', 'a', 'c']);
                expect(await store.keys('Bank.Limit')).toEqual(['z', 'y']);
            });
        });

        describe('what was handled', () => {
            const handled = { part: 'Bank.Account', identity: 'one' };

            test('has no second effect, be it at the same time', async () => {
                const results = await Promise.all([1, 2].map(async amount => store.commit({ at: clock.now(), handled, rows: rowsBy(moved(amount)) })));
                expect(results.sort()).toEqual([false, true]);
                expect(await store.commit({ at: clock.now(), handled, rows: rowsBy(moved(3)) })).toBe(false);
                expect(await log()).toHaveLength(1);
                expect(await (await again()).isHandled('Bank.Account', 'one')).toBe(true);
                expect(await store.isHandled('Bank.Limit', 'one')).toBe(false);
            });

            test('is forgotten after the window', async () => {
                await store.commit({ at: clock.now(), handled });
                clock.time += 59_999;
                expect(await store.isHandled('Bank.Account', 'one')).toBe(true);
                clock.time += 1;
                expect(await store.isHandled('Bank.Account', 'one')).toBe(false);
                expect(await store.commit({ at: clock.now(), handled })).toBe(true);
                await store.tidy();
                expect(await store.commit({ at: clock.now(), handled })).toBe(false);
            });

            test('is not what could not be kept: all or nothing is', async () => {
                await store.commit({ at: clock.now(), aggregate: append(0, [moved(1)]) });
                const change = { at: clock.now(), handled, aggregate: append(0, [moved(2)]), instances: [instance({})], rows: rowsBy(moved(3)) };
                await expect(async () => store.commit(change)).rejects.toThrow(StoreConflict);
                expect(await store.isHandled('Bank.Account', 'one')).toBe(false);
                expect(await store.instances('Bank.Closing')).toEqual([]);
                expect(await store.rows('Bank.Turnover')).toEqual([]);
                expect(await log()).toHaveLength(1);
            });
        });

        const instance = (more: Partial<InstanceChange>): InstanceChange => ({ process: 'Bank.Closing', key: 'a', state: 'waiting', data: { account: 'a' }, undos: [], entry: 1, version: 0, ...more });
        const timer = (more: Partial<ProcessTimerRecord> = {}): ProcessTimerRecord =>
            ({ process: 'Bank.Closing', key: 'a', state: 'waiting', entry: 1, index: 0, due: clock.now() + 1000, attempt: 1, cause: envelopeOf('Bank.Closed.v1', { account: 'a' }, { id: 'cause', correlationid: 'cause' }), ...more });

        describe('instances of a process', () => {
            test('are kept with what they remember and what takes their steps back', async () => {
                await store.commit({ at: clock.now(), instances: [instance({ undos: ['Reopen'] }), instance({ key: 'b', state: 'end' })] });
                await store.commit({ at: clock.now(), instances: [instance({ version: 1, state: 'closing', data: { account: 'a', by: 'me' } })] });
                const other = await again();
                expect(await other.loadInstance('Bank.Closing', 'a')).toEqual({ key: 'a', state: 'closing', data: { account: 'a', by: 'me' }, undos: [], entry: 1, version: 2 });
                expect((await other.instances('Bank.Closing')).map(({ key, state, undos }) => ({ key, state, undos }))).toEqual([{ key: 'a', state: 'closing', undos: [] }, { key: 'b', state: 'end', undos: [] }]);
                expect(await other.loadInstance('Bank.Closing', 'c')).toBeUndefined();
            });

            test('are changed on the version alone that was read', async () => {
                await store.commit({ at: clock.now(), instances: [instance({})] });
                for (const version of [0, 2]) await expect(async () => store.commit({ at: clock.now(), instances: [instance({ version, state: 'lost' })] })).rejects.toThrow(StoreConflict);
                expect(await store.instances('Bank.Closing')).toMatchObject([{ state: 'waiting' }]);
            });
        });

        describe('timers', () => {
            test('are those of the state that was entered last', async () => {
                await store.commit({ at: clock.now(), instances: [instance({ timers: [timer(), timer({ index: 1, due: clock.now() + 10 })] }), instance({ key: 'b', timers: [timer({ key: 'b', due: clock.now() + 500 })] })] });
                expect((await (await again()).timers('Bank.Closing', Infinity)).map(({ key, index }) => `${key}${index}`)).toEqual(['a1', 'b0', 'a0']);
                expect(await store.timers('Bank.Closing', clock.now() + 11)).toEqual([timer({ index: 1, due: clock.now() + 10 })]);
                await store.commit({ at: clock.now(), instances: [instance({ version: 1, entry: 2, timers: [timer({ entry: 2 })] })] });
                await store.commit({ at: clock.now(), instances: [instance({ version: 2, entry: 2 })] });
                expect((await store.timers('Bank.Closing', Infinity)).map(({ key, entry }) => `${key}${entry}`)).toEqual(['b1', 'a2']);
            });

            test('have one effect, whoever fires them', async () => {
                await store.commit({ at: clock.now(), instances: [instance({ timers: [timer()] })] });
                const other = await again();
                const results = await Promise.allSettled([store, other].map(async each => each.commit({ at: clock.now(), expired: timer(), instances: [instance({ version: 1, state: 'late' })] })));
                // The slower one finds that the timer is gone, or that the instance has changed.
                expect(results.filter(result => result.status === 'fulfilled' && result.value)).toHaveLength(1);
                expect(await store.instances('Bank.Closing')).toMatchObject([{ state: 'late', version: 2 }]);
                expect(await store.commit({ at: clock.now(), expired: timer() })).toBe(false);
                expect(await store.timers('Bank.Closing', Infinity)).toEqual([]);
            });

            test('can be put off', async () => {
                await store.commit({ at: clock.now(), instances: [instance({ timers: [timer()] })] });
                expect(await store.commit({ at: clock.now(), postponed: timer({ due: clock.now() + 5000, attempt: 2 }) })).toBe(true);
                expect(await store.timers('Bank.Closing', Infinity)).toEqual([timer({ due: clock.now() + 5000, attempt: 2 })]);
                expect(await store.commit({ at: clock.now(), postponed: timer({ entry: 7 }) })).toBe(false);
            });
        });

        describe('rows of a projection', () => {
            test('are what its events make of them, in the order of their first ones', async () => {
                for (const event of [moved(1, { account: 'b' }), moved(2, { note: 'two' }), moved(3, { account: 'b' }), moved(4, { account: 'c' })]) await store.commit({ at: clock.now(), rows: rowsBy(event) });
                expect(await (await again()).rows('Bank.Turnover')).toEqual([
                    { account: 'b', total: 4, notes: [] }, { account: 'a', total: 2, notes: ['two'] }, { account: 'c', total: 4, notes: [] },
                ]);
                await store.commit({ at: clock.now(), rows: rowsBy(moved(0)) });
                expect((await store.rows('Bank.Turnover')).map(row => (row as Turnover).account)).toEqual(['b', 'c']);
            });

            test('include at least those of the values that are asked for', async () => {
                for (const account of ['a', 'b', 'c']) await store.commit({ at: clock.now(), rows: rowsBy(moved(1, { account })) });
                expect(await store.rows('Bank.Turnover', { account: 'b' })).toContainEqual({ account: 'b', total: 1, notes: [] });
                expect(await store.rows('Bank.Turnover', { account: 'b', total: 1, unknown: 1 })).toContainEqual({ account: 'b', total: 1, notes: [] });
                expect(await store.rows('Bank.Turnover', { account: undefined })).toHaveLength(3);
            });

            test('are of a key and a window', async () => {
                for (const [amount, time] of [[1, '2025-01-01T00:00:59.999Z'], [2, '2025-01-01T00:01:00Z'], [3, '2025-01-01T01:00:30+01:00']] as const) {
                    await store.commit({ at: clock.now(), rows: rowsBy(moved(amount, { time }), perMinute) });
                }
                expect(await store.rows('Bank.TurnoverPerMinute')).toEqual([
                    { account: 'a', total: 4, notes: [], windowStart: '2025-01-01T00:00:00.000Z' }, { account: 'a', total: 2, notes: [], windowStart: '2025-01-01T00:01:00.000Z' },
                ]);
            });

            test('and what led to them are not kept where an event cannot be applied', async () => {
                const rows = { ...rowsBy(moved(1)), evolve: () => { throw new Error('cannot be applied'); } };
                await expect(async () => store.commit({ at: clock.now(), handled: { part: 'Bank.Turnover', identity: 'x' }, rows })).rejects.toThrow('cannot be applied');
                expect(await store.isHandled('Bank.Turnover', 'x')).toBe(false);
                expect(await log()).toEqual([]);
            });
        });

        describe('the log', () => {
            test('has each event once, whoever brings it, with who caused it and when', async () => {
                const event = moved(1, { causationid: 'command-1', correlationid: 'flow-1', traceparent: '00-1', priority: 3 });
                await store.commit({ at: clock.now(), aggregate: append(0, [event]) });
                clock.time += 5;
                await store.commit({ at: clock.now(), rows: rowsBy(event) });
                await store.commit({ at: clock.now(), rows: rowsBy(event, perMinute) });
                expect(await log()).toEqual([{ position: expect.any(Number), envelope: event, loggedAt: clock.now() - 5, aggregate: { name: 'Bank.Account', key: 'a', version: 1 } }]);
            });

            test('has what a projection receives from elsewhere', async () => {
                const event = moved(1, { source: '/elsewhere' });
                await store.commit({ at: clock.now(), rows: rowsBy(event) });
                expect(await log()).toEqual([{ position: expect.any(Number), envelope: event, loggedAt: clock.now() }]);
            });

            test('is read page by page, of the types that are asked for', async () => {
                const events = Array.from({ length: 25 }, (_, index) => moved(index + 1, index % 2 === 0 ? {} : { type: 'Bank.MoneyMoved.v0' }));
                await store.commit({ at: clock.now(), aggregate: append(0, events) });
                const first = await store.events({ after: 0, limit: 12 });
                expect(first.map(({ envelope }) => envelope)).toEqual(events.slice(0, 12));
                const rest = await store.events({ after: first.at(-1)!.position, limit: 20 });
                expect(rest.map(({ envelope }) => envelope)).toEqual(events.slice(12));
                expect((await store.events({ after: 0, limit: 20, types: ['Bank.MoneyMoved.v0'] })).map(({ envelope }) => envelope)).toEqual(events.filter((_, index) => index % 2 === 1));
            });
        });

        test('the types of the log are told, each once', async () => {
            expect(await store.eventTypes()).toEqual([]);
            await store.commit({ at: clock.now(), aggregate: append(0, [moved(1), moved(2, { type: 'Bank.MoneyMoved.v0' }), moved(3)]) });
            await store.commit({ at: clock.now(), rows: rowsBy(moved(1, { source: '/elsewhere' })) });
            expect([...await store.eventTypes()].sort()).toEqual(['Bank.MoneyMoved.v0', 'Bank.MoneyMoved.v1']);
        });

        describe('a rebuild', () => {
            const rebuild = (from = 0, skipped: unknown[] = []) => store.rebuild('Bank.Turnover', { from, onSkipped: (_event, error) => skipped.push(error) });

            test('makes the rows anew from the log, with what was not delivered yet; that then changes nothing', async () => {
                const events = [moved(1), moved(2), moved(4, { account: 'b' })];
                await store.commit({ at: clock.now(), aggregate: append(0, events) });
                await store.commit({ at: clock.now(), rows: rowsBy(events[0]!) });
                const result = await rebuild();
                expect(result).toMatchObject({ applied: 3, skipped: 0 });
                const rows = [{ account: 'a', total: 3, notes: [] }, { account: 'b', total: 4, notes: [] }];
                expect(await store.rows('Bank.Turnover')).toEqual(rows);
                for (const event of events) await store.commit({ at: clock.now(), handled: { part: 'Bank.Turnover', identity: event.id }, rows: rowsBy(event) });
                expect(await (await again()).rows('Bank.Turnover')).toEqual(rows);
                await store.commit({ at: clock.now(), rows: rowsBy(moved(10)) });
                expect(await store.rows('Bank.Turnover')).toMatchObject([{ total: 13 }, { total: 4 }]);
            });

            test('begins where it is told', async () => {
                await store.commit({ at: clock.now(), aggregate: append(0, [moved(1), moved(2), moved(4)]) });
                const [, second] = await log();
                await rebuild(second!.position);
                expect(await store.rows('Bank.Turnover')).toEqual([{ account: 'a', total: 6, notes: [] }]);
            });

            test('passes over what cannot be applied, and says so', async () => {
                const bad = envelopeOf('Bank.MoneyMoved.v1', { account: 'a' });
                await store.commit({ at: clock.now(), aggregate: append(0, [moved(1), bad, moved(2)]) });
                const skipped: unknown[] = [];
                expect(await rebuild(0, skipped)).toMatchObject({ applied: 2, skipped: 1 });
                expect(String(skipped[0])).toContain('it has no amount');
                expect(await store.rows('Bank.Turnover')).toEqual([{ account: 'a', total: 3, notes: [] }]);
            });

            test('passes over versions that cannot be read, and says so', async () => {
                await store.commit({ at: clock.now(), aggregate: append(0, [moved(1), moved(2, { type: 'Bank.MoneyMoved.v0' }), moved(4, { type: 'Bank.MoneyMovedAbroad.v0' })]) });
                const skipped: unknown[] = [];
                expect(await rebuild(0, skipped)).toMatchObject({ applied: 1, skipped: 1 });
                expect(String(skipped[0])).toContain("'Bank.MoneyMoved.v0' is of an older version");
                expect(await store.rows('Bank.Turnover')).toEqual([{ account: 'a', total: 1, notes: [] }]);
            });

            test('of something else is refused', async () => {
                await expect(store.rebuild('Bank.Nothing', { from: 0, onSkipped: () => undefined })).rejects.toThrow("There is no projection 'Bank.Nothing'");
            });
        });
    });
}
