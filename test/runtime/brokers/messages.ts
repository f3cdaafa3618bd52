import type { ChannelDefinition, SubscriptionDefinition } from '../../../src/runtime/broker.js';
import type { Envelope } from '../../../src/runtime/envelope.js';

/** An envelope with an id that says what it is, and data that says which. */
export function message(id: string, options: { type?: string; key?: string; data?: unknown; correlation?: string; cause?: string; headers?: Record<string, unknown> } = {}): Envelope {
    const { type = 'Test.Happened.v1', key, data = { id }, correlation = id, cause, headers = {} } = options;
    return {
        specversion: '1.0', id, source: '/test', type, time: '2025-01-01T00:00:00.000Z', datacontenttype: 'application/json',
        ...(key !== undefined && { subject: key }),
        correlationid: correlation,
        ...(cause !== undefined && { causationid: cause }),
        ...headers,
        data,
    };
}

const channel: Omit<ChannelDefinition, 'name' | 'kind' | 'deadLetter'> = {
    ordered: 'key', partitions: 1, retain: {}, compact: false, deliver: 'at-least-once', retry: { times: 2, from: 100, to: 1000 },
};

export function topic(name: string, clauses: Partial<ChannelDefinition> = {}): ChannelDefinition {
    return { ...channel, name, kind: 'topic', deadLetter: '', ...clauses };
}

export function queue(name: string, clauses: Partial<ChannelDefinition> = {}): ChannelDefinition {
    return { ...channel, name, kind: 'queue', deadLetter: `${name}.dead-letter`, ...clauses };
}

/** The one subscription of a queue. */
export function takes(of: ChannelDefinition, clauses: Partial<SubscriptionDefinition> = {}): SubscriptionDefinition {
    return { name: of.name, channel: of.name, deadLetter: of.deadLetter, retry: of.retry, acknowledgeTimeout: 5000, ...clauses };
}

/** A subscription on a topic. */
export function reads(name: string, of: ChannelDefinition, clauses: Partial<SubscriptionDefinition> = {}): SubscriptionDefinition {
    return { name, channel: of.name, deadLetter: `${name}.dead-letter`, retry: of.retry, acknowledgeTimeout: 5000, ...clauses };
}
