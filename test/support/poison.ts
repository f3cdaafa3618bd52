import { expect } from 'vitest';
import type * as runtime from '../../src/runtime/index.js';

/** A system whose one service and one projection take events of a topic, and whose aggregate takes commands of a queue. */
export const poisonedShop = `
system Shop
context Orders {
  public event OrderPlaced { key orderId: uuid  total: int(1..1000) }
  command PlaceOrder { key orderId: uuid  total: int(1..1000) }
  aggregate Order by orderId {
    orders: int = 0
    handle PlaceOrder -> OrderPlaced
    on OrderPlaced { orders += 1 }
  }
  projection OrderCounts by orderId { placed: int = 0  total: int = 0  on OrderPlaced { placed += 1  total += event.total } }
}
context Mail {
  service Mailer { concurrency 8  on Orders.OrderPlaced }
}`;

/** What a generated shop offers to those who send to it and look at it. */
export interface PoisonedShop {
    createApp(options: object): {
        start(): Promise<void>;
        stop(): Promise<unknown>;
        application: runtime.Application;
        read: { orders: { orderCounts(): Promise<readonly { orderId: string; placed: number; total: number }[]> } };
    };
    createVirtualClock: typeof runtime.createVirtualClock;
    createMemoryBroker: typeof runtime.createMemoryBroker;
    createPostgresStore: typeof runtime.createPostgresStore;
    createRandom: typeof runtime.createRandom;
    makeUuid: typeof runtime.makeUuid;
}

/** What was sent: how many good ones, how many that nobody can handle, and how many dead letters must tell of which reason. */
export interface SentTraffic {
    readonly events: number;
    readonly poisonous: number;
    readonly expected: ReadonlyMap<string, number>;
}

/** A mailer that fails now and then, of some messages always, and counts how often it has done its work for each message. */
export function failingMailer(random: runtime.Random): { readonly mailed: ReadonlyMap<string, number>; readonly handlers: object } {
    const mailed = new Map<string, number>();
    return {
        mailed,
        handlers: { mail: { mailer: { onOrderPlaced: (_event: object, { envelope }: runtime.HandlerContext) => {
            // One of 256 never succeeds, whatever is tried.
            if (envelope.id.startsWith('00') || random.next() < 0.05) throw new Error(`no server ${'for any of us '.repeat(random.next() < 0.01 ? 1000 : 1)}`);
            mailed.set(envelope.id, (mailed.get(envelope.id) ?? 0) + 1);
        } } } },
    };
}

/** Sends so many messages without waiting, a hundredth of them poison. */
export function sendPoisoned(messages: number, broker: runtime.MemoryBroker, random: runtime.Random, makeUuid: typeof runtime.makeUuid): SentTraffic {
    const [topic, queue, placed, place] = ['orders.order-placed', 'orders.place-order', 'Orders.OrderPlaced.v1', 'Orders.PlaceOrder.v1'] as const;
    const ids = Array.from({ length: 500 }, () => makeUuid(random));
    const encoder = new TextEncoder();
    const envelope = (type: string, data: string, id = makeUuid(random)): Uint8Array => encoder.encode(
        `{"specversion":"1.0","id":"${id}","source":"/web","type":"${type}","time":"2025-01-01T00:00:00Z","datacontenttype":"application/json","correlationid":"${id}","data":${data}}`);
    const good = (): string => `{"orderId":"${random.pick(ids)}","total":${random.integer(1, 1000)}}`;
    const large = envelope(placed, `{"orderId":"${ids[0]}","total":1,"note":"${'x'.repeat(10_000_000)}"}`);
    const deep = envelope(placed, `{"orderId":"${ids[0]}","total":1,"note":${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}}`);
    /** The channel to which each goes, and a part of the reason with which it must end. */
    const poison: readonly [channel: string, reason: string, make: () => Uint8Array][] = [
        [topic, 'total must be <= 1000', () => envelope(placed, `{"orderId":"${ids[0]}","total":1001}`)],
        [topic, 'must be object', () => envelope(placed, 'null')],
        [topic, `must have required property 'orderId'`, () => envelope(placed, '{"constructor":{"name":"orderId"},"total":1}')],
        [topic, `carries no messages of type 'Orders.OrderPlaced.v9'`, () => envelope('Orders.OrderPlaced.v9', good())],
        [topic, `carries no messages of type 'constructor'`, () => envelope('constructor', good())],
        [topic, `'__proto__'`, () => envelope(placed, '{"__proto__":{"polluted":true},"total":1}')],
        [topic, `'constructor' with`, () => envelope(placed, '{"constructor":{"prototype":{"polluted":true}},"total":1}')],
        [topic, 'no valid UTF-8', () => { const bytes = envelope(placed, good()); bytes[20] = 0xff; return bytes; }],
        [queue, 'no valid JSON', () => envelope(place, '{"orderId":')],
        [queue, `'specversion'`, () => encoder.encode('{"orderId":7}')],
        [queue, 'total must be integer', () => envelope(place, `{"orderId":"${ids[0]}","total":"7"}`)],
        [queue, `takes messages of type 'Orders.PlaceOrder.v9'`, () => envelope('Orders.PlaceOrder.v9', good())],
        [queue, `takes messages of type 'Orders.OrderPlaced.v1'`, () => envelope(placed, good())],
        [queue, 'may have 1048576 at most', () => large],
        [queue, 'too deep', () => deep],
    ];
    const expected = new Map<string, number>();
    // The last two take a while each, so that they come more rarely.
    let poisonous = 0;
    let events = 0;
    for (let index = 0; index < messages; index++) {
        if (random.next() < 0.01) {
            const [channel, reason, make] = poison[poisonous % 100 === 0 ? poison.length - 1 - (poisonous / 100) % 2 : poisonous % (poison.length - 2)]!;
            poisonous++;
            expected.set(reason, (expected.get(reason) ?? 0) + (channel === topic ? 2 : 1));
            void broker.publishBytes(channel, make());
        } else {
            // A command makes an event, which goes to both as those from outside do.
            events++;
            void (index % 10 === 0 ? broker.publishBytes(queue, envelope(place, good())) : broker.publishBytes(topic, envelope(placed, good())));
        }
    }
    return { events, poisonous, expected };
}

/** Each event was mailed once, or its mail failed and lies among the dead letters, where each poisonous message lies with its own reason. */
export function expectAccountedFor({ letters, mailed, events, expected }: { letters: readonly { readonly kind: string; readonly reason: string }[]; mailed: ReadonlyMap<string, number> } & Pick<SentTraffic, 'events' | 'expected'>): void {
    const failed = letters.filter(({ kind }) => kind === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(({ reason }) => reason.startsWith('no server') && reason.length <= 1000)).toBe(true);
    const reasons = letters.filter(({ kind }) => kind !== 'failed').map(({ reason }) => reason);
    expect(Object.fromEntries([...expected.keys()].map(reason => [reason, reasons.filter(text => text.includes(reason)).length]))).toEqual(Object.fromEntries(expected));
    expect(reasons).toHaveLength([...expected.values()].reduce((sum, count) => sum + count, 0));
    expect(mailed.size + failed.length).toBe(events);
    expect([...mailed.values()].every(times => times === 1)).toBe(true);
}
