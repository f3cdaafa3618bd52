import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../src/workspace/node-file-system.js';
import { openSystem } from '../../src/workspace/open-system.js';
import { runSystem } from '../../src/workspace/run-system.js';
import type { RunReport } from '../../src/workspace/run/report.js';
import type { TracedMessage } from '../../src/workspace/run/trace.js';

const runtimeFolder = fileURLToPath(new URL('../../src/runtime', import.meta.url));
const runtimeFiles = new Map((readdirSync(runtimeFolder, { recursive: true }) as string[])
    .filter(path => path.endsWith('.ts'))
    .map(path => [relative(runtimeFolder, join(runtimeFolder, path)).replaceAll(sep, '/'), readFileSync(join(runtimeFolder, path), 'utf8')]));

async function run(name: string, seed: string): Promise<RunReport> {
    const system = await openSystem([fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))], nodeFileSystem);
    let text = '';
    await runSystem(system, { seed, format: 'json', version: '0.0.0', runtimeFiles, write: part => { text += part; } });
    return JSON.parse(text) as RunReport;
}

describe.each(['shop', 'trading', 'telemetry', 'meetings'])('%s', name => {
    test('comes to rest without losing a message, every process at its end', async () => {
        const { finished, deadLetters, failures, processes } = await run(name, '1');
        expect({ finished, deadLetters, failures }).toEqual({ finished: true, deadLetters: [], failures: [] });
        for (const states of Object.values(processes)) expect(Object.keys(states)).toEqual(['end']);
    });
});

describe.each(['1', '2', '3'])('the shop, played by seed %s,', seed => {
    let messages: TracedMessage[];
    let orders: { orderId: string; phase: string; total: object; trackingNumber?: string; shippedAt?: string; cancelReason?: string }[];
    let accounts: Map<string, { captured?: object; refundedAt?: string }>;
    const of = (orderId: string) => messages.filter(({ key, data }) => key === orderId || (data as { orderId?: string }).orderId === orderId).map(({ message }) => message);

    beforeAll(async () => {
        const report = await run('shop', seed);
        messages = report.flows.flatMap(withEffects);
        orders = report.readModels['Ordering.OrderStatus'] as typeof orders;
        accounts = new Map((report.readModels['Billing.OrderAccount'] as { orderId: string; captured?: object; refundedAt?: string }[]).map(row => [row.orderId, row]));
    });

    test('ships an order that was placed and paid', () => {
        const shipped = orders.filter(({ phase }) => phase === 'shipped' || phase === 'completed');
        expect(shipped).not.toEqual([]);
        for (const { orderId, total, trackingNumber, shippedAt, cancelReason } of shipped) {
            const story = of(orderId).filter(message => ['Ordering.OrderPlaced', 'Billing.PaymentCaptured', 'Ordering.OrderShipped', 'Ordering.OrderCancelled'].includes(message));
            expect(story).toEqual(['Ordering.OrderPlaced', 'Billing.PaymentCaptured', 'Ordering.OrderShipped']);
            expect({ trackingNumber, shippedAt, cancelReason }).toEqual({ trackingNumber: expect.any(String), shippedAt: expect.any(String), cancelReason: undefined });
            expect(accounts.get(orderId)?.captured).toEqual(total);
            expect(accounts.get(orderId)?.refundedAt).toBeUndefined();
        }
    });

    test('has an order cancelled by its process when its payment is declined, and its stock released', () => {
        const declined = orders.filter(({ cancelReason }) => cancelReason === 'payment');
        expect(declined).not.toEqual([]);
        for (const { orderId, phase, trackingNumber } of declined) {
            expect({ phase, trackingNumber }).toEqual({ phase: 'cancelled', trackingNumber: undefined });
            expect(of(orderId)).toEqual(expect.arrayContaining(['Billing.PaymentDeclined', 'Inventory.StockReleased', 'Ordering.OrderCancelled']));
            expect(of(orderId)).not.toContain('Billing.PaymentCaptured');
            const cancel = messages.find(({ message, key, effects }) => message === 'Ordering.CancelOrder' && key === orderId && effects.some(effect => effect.message === 'Ordering.OrderCancelled'));
            expect(cancel?.by).toBe('Ordering.Fulfilment');
            expect(accounts.get(orderId)?.captured).toBeUndefined();
        }
    });
});

function withEffects(message: TracedMessage): TracedMessage[] {
    return [message, ...message.effects.flatMap(withEffects)];
}
