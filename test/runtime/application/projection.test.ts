import { describe, expect, test } from 'vitest';
import type { ProjectionDefinition } from '../../../src/runtime/application/index.js';
import { event, settings, start } from './harness.js';
import { evolves } from './single-handlers.js';

interface Sale { id: string; shop: string; amount: number }
interface Turnover { shop: string; total: number; sales: number }

const sold = event<Sale>('Sold');
const shopClosed = event<{ id: string; shop: string }>('ShopClosed');

const turnover: ProjectionDefinition = {
    kind: 'projection', name: 'Sales.Turnover', key: 'shop', settings,
    initial: (shop): Turnover => ({ shop, total: 0, sales: 0 }),
    evolutions: [
        evolves<Sale, Turnover>(sold, ({ shop }) => shop, (state, { amount }) => ({ ...state, total: state.total + amount, sales: state.sales + 1 })),
        evolves<{ shop: string }, Turnover>(shopClosed, ({ shop }) => shop, () => undefined),
    ],
    queries: [{
        query: 'Sales.LargestShops',
        answer: (rows, parameters) => (rows as Turnover[]).filter(({ total }) => total >= (parameters as { least: number }).least).map(({ shop }) => shop),
    }],
};

const minute = 60_000;

describe('a projection', () => {
    test('has a row for each key, made by its events in order', async () => {
        const { application, send } = await start({ parts: [turnover] });
        await send(sold, { id: '1', shop: 'north', amount: 5 });
        await send(sold, { id: '2', shop: 'south', amount: 7 });
        await send(sold, { id: '3', shop: 'north', amount: 2 });
        expect(await application.rows('Sales.Turnover')).toEqual([{ shop: 'north', total: 7, sales: 2 }, { shop: 'south', total: 7, sales: 1 }]);
    });

    test('counts an event once, however often it is delivered', async () => {
        const { application, broker, clock, send } = await start({ parts: [turnover] });
        const envelope = await send(sold, { id: '1', shop: 'north', amount: 5 });
        await broker.publish(sold.channel, envelope, { deduplicationId: 'again' });
        await clock.advance(0);
        expect(await application.rows('Sales.Turnover')).toEqual([{ shop: 'north', total: 5, sales: 1 }]);
    });

    test('loses a deleted row, and begins it anew', async () => {
        const { application, send } = await start({ parts: [turnover] });
        await send(sold, { id: '1', shop: 'north', amount: 5 });
        await send(shopClosed, { id: '2', shop: 'north' });
        expect(await application.rows('Sales.Turnover')).toEqual([]);
        await send(sold, { id: '3', shop: 'north', amount: 2 });
        expect(await application.rows('Sales.Turnover')).toEqual([{ shop: 'north', total: 2, sales: 1 }]);
    });

    test('answers its queries from its rows', async () => {
        const { application, clock, send } = await start({ parts: [turnover] });
        await send(sold, { id: '1', shop: 'north', amount: 5 });
        await send(sold, { id: '2', shop: 'south', amount: 7 });
        const answer = application.ask('Sales.LargestShops', { least: 6 });
        await clock.advance(0);
        expect(await answer).toEqual(['south']);
    });

    test('has no row because of an event whose condition does not hold', async () => {
        const large: ProjectionDefinition = {
            ...turnover,
            evolutions: [evolves<Sale, Turnover>(sold, ({ shop }) => shop, (state, { amount }) => (amount < 10 ? state : { ...state, total: state.total + amount, sales: state.sales + 1 }))],
        };
        const { application, send } = await start({ parts: [large] });
        await send(sold, { id: '1', shop: 'north', amount: 5 });
        expect(await application.rows('Sales.Turnover')).toEqual([]);
        await send(sold, { id: '2', shop: 'north', amount: 10 });
        expect(await application.rows('Sales.Turnover')).toEqual([{ shop: 'north', total: 10, sales: 1 }]);
    });

    test('changes rows of several keys by one event, or one row twice', async () => {
        const transfers: ProjectionDefinition = {
            ...turnover,
            evolutions: [
                evolves<Sale, Turnover>(sold, ({ shop }) => shop, (state, { amount }) => ({ ...state, total: state.total + amount })),
                evolves<Sale, Turnover>(sold, () => 'all', (state, { amount }) => ({ ...state, total: state.total + amount })),
                evolves<Sale, Turnover>(sold, () => 'all', state => ({ ...state, sales: state.sales + 1 })),
            ],
        };
        const { application, send } = await start({ parts: [transfers] });
        await send(sold, { id: '1', shop: 'north', amount: 5 });
        await send(sold, { id: '2', shop: 'south', amount: 7 });
        expect(await application.rows('Sales.Turnover')).toEqual([
            { shop: 'north', total: 5, sales: 0 }, { shop: 'all', total: 12, sales: 2 }, { shop: 'south', total: 7, sales: 0 },
        ]);
    });

    test('changes nothing when an event cannot be applied, and goes on with the next', async () => {
        const brittle: ProjectionDefinition = {
            ...turnover,
            evolutions: [evolves<Sale, Turnover>(sold, ({ shop }) => shop, (state, { amount }) => {
                if (amount < 0) throw new Error('a sale brings something in');
                return { ...state, total: state.total + amount, sales: state.sales + 1 };
            })],
        };
        const { application, broker, send, advance } = await start({ parts: [brittle] });
        await send(sold, { id: '1', shop: 'north', amount: -1 });
        await send(sold, { id: '2', shop: 'north', amount: 3 });
        await advance(1000);
        expect(await application.rows('Sales.Turnover')).toEqual([{ shop: 'north', total: 3, sales: 1 }]);
        expect(broker.deadLetters()).toMatchObject([{ kind: 'failed', attempts: 3 }]);
    });

    describe('in windows', () => {
        const perMinute: ProjectionDefinition = { ...turnover, window: minute };

        test('has a row for each key in each window', async () => {
            const { application, send, advance } = await start({ parts: [perMinute] });
            await send(sold, { id: '1', shop: 'north', amount: 5 });
            await advance(minute - 1);
            await send(sold, { id: '2', shop: 'north', amount: 7 });
            await advance(1);
            await send(sold, { id: '3', shop: 'north', amount: 2 });
            expect(await application.rows('Sales.Turnover')).toEqual([
                { shop: 'north', total: 12, sales: 2, windowStart: '2025-01-01T00:00:00.000Z' },
                { shop: 'north', total: 2, sales: 1, windowStart: '2025-01-01T00:01:00.000Z' },
            ]);
        });

        test('counts a late event where it belongs: by its own time, not that of its arrival', async () => {
            const { application, broker, clock, send, advance } = await start({ parts: [perMinute] });
            const envelope = await send(sold, { id: '1', shop: 'north', amount: 5 });
            await advance(5 * minute);
            await broker.publish(sold.channel, { ...envelope, id: 'late' });
            await clock.advance(0);
            expect(await application.rows('Sales.Turnover')).toEqual([{ shop: 'north', total: 10, sales: 2, windowStart: '2025-01-01T00:00:00.000Z' }]);
        });
    });
});
