import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Evolution, FlowModel } from '../../src/model/flow-model.js';
import { nodeFileSystem } from '../../src/workspace/node-file-system.js';
import { openSystem } from '../../src/workspace/open-system.js';
import { runSystem } from '../../src/workspace/run-system.js';
import type { OpenedSystem } from '../../src/workspace/system.js';
import type { RunReport } from '../../src/workspace/run/report.js';
import type { TracedMessage } from '../../src/workspace/run/trace.js';
import { someOf } from '../support/properties.js';

const runtimeFolder = fileURLToPath(new URL('../../src/runtime', import.meta.url));
const runtimeFiles = new Map((readdirSync(runtimeFolder, { recursive: true }) as string[])
    .filter(path => path.endsWith('.ts'))
    .map(path => [relative(runtimeFolder, join(runtimeFolder, path)).replaceAll(sep, '/'), readFileSync(join(runtimeFolder, path), 'utf8')]));

const opened = new Map<string, Promise<OpenedSystem>>();

function open(name: string): Promise<OpenedSystem> {
    const found = opened.get(name) ?? openSystem([fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))], nodeFileSystem);
    opened.set(name, found);
    return found;
}

async function run(name: string, seed: string): Promise<{ report: RunReport; text: string; model: FlowModel }> {
    const system = await open(name);
    let text = '';
    await runSystem(system, { seed, format: 'json', version: '0.0.0', runtimeFiles, write: part => { text += part; } });
    return { report: JSON.parse(text) as RunReport, text, model: system.model };
}

const earlier = new Map<string, ReturnType<typeof run>>();

/** Like `run`; what has been run before is not run again. */
function played(name: string, seed: string): ReturnType<typeof run> {
    const key = `${name} ${seed}`;
    const found = earlier.get(key) ?? run(name, seed);
    earlier.set(key, found);
    return found;
}

/** One of them among the unit tests. */
const seeds = someOf(['1', '2', '3']);

describe.each(['shop', 'trading', 'telemetry', 'meetings'].flatMap(name => seeds.map(seed => ({ name, seed }))))('$name, played by seed $seed,', ({ name, seed }) => {
    let report: RunReport;
    let model: FlowModel;
    const flowed = ({ event }: Evolution) => (report.counts[event.target!] ?? 0) > 0;

    beforeAll(async () => {
        ({ report, model } = await played(name, seed));
    });

    test('comes to rest without losing a message, every process at its end', () => {
        const { finished, deadLetters, failures, processes } = report;
        expect({ finished, deadLetters, failures }).toEqual({ finished: true, deadLetters: [], failures: [] });
        for (const states of Object.values(processes)) expect(Object.keys(states)).toEqual(['end']);
    });

    test('gives rows to every read model, and keeps them where nothing takes them out again', () => {
        const deletes = ({ statements }: Evolution) => statements.some(({ kind }) => kind === 'delete');
        const empty = model.projections.filter(({ id, evolutions }) => {
            const isTakenOut = evolutions.some(evolution => deletes(evolution) && flowed(evolution));
            return isTakenOut ? !evolutions.some(evolution => !deletes(evolution) && flowed(evolution)) : report.readModels[id]!.length === 0;
        });
        expect(empty.map(({ id }) => id)).toEqual([]);
    });

    test('has something happen to instances of every aggregate', () => {
        expect(model.aggregates.filter(({ evolutions }) => !evolutions.some(flowed)).map(({ id }) => id)).toEqual([]);
    });
});

test.each(['shop', 'trading', 'telemetry', 'meetings'])('%s, played by the same seed, goes the same way', async name => {
    const first = await played(name, '1');
    expect((await run(name, '1')).text).toBe(first.text);
    expect((await played(name, '2')).report.flows).not.toEqual(first.report.flows);
});

test('a meeting is talked about, and its places are paid for, by people who have registered and been confirmed', async () => {
    const { report } = await played('meetings', '1');
    const told = report.flows.flatMap(withEffects);
    const keysOf = (message: string) => told.filter(found => found.message === message).map(({ key }) => key);
    expect(report.counts['UserAccess.CreateUser']).toBeGreaterThan(report.counts['Registrations.UserRegistrationExpired']!);
    const members = new Set(keysOf('Meetings.MemberCreated'));
    const proposed = told.filter(({ message }) => message === 'Meetings.MeetingGroupProposed').map(({ data }) => (data as { proposedBy: string }).proposedBy);
    expect(proposed.filter(member => !members.has(member))).toEqual([]);
    const meetings = new Set(keysOf('Meetings.MeetingCreated'));
    const discussed = told.filter(({ message }) => message === 'Meetings.MeetingCommentAdded').map(({ data }) => (data as { meetingId: string }).meetingId);
    expect(discussed.length).toBeGreaterThan(0);
    expect(discussed.filter(meeting => !meetings.has(meeting))).toEqual([]);
});

describe.each(seeds)('the shop, played by seed %s,', seed => {
    let messages: TracedMessage[];
    let orders: { orderId: string; phase: string; total: object; trackingNumber?: string; shippedAt?: string; cancelReason?: string }[];
    let accounts: Map<string, { captured?: object; refundedAt?: string }>;
    const of = (orderId: string) => messages.filter(({ key, data }) => key === orderId || (data as { orderId?: string }).orderId === orderId).map(({ message }) => message);

    beforeAll(async () => {
        const { report } = await played('shop', seed);
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
