import type { Clock } from './clock.js';
import type { Envelope } from './envelope.js';
import { makeUuid, type Random } from './random.js';

/** What a message says about itself when it is made. */
export interface MessageDescription<Data = unknown> {
    /** The part that makes it, as a URI reference: `/ordering/order`. */
    readonly source: string;
    /** `Ordering.OrderPlaced.v1`. */
    readonly type: string;
    readonly key?: string;
    readonly data: Data;
    /** The message that set this one off; its correlation is inherited. */
    readonly cause?: Envelope;
    /** Header fields of the specification; they travel as extension attributes, whose names are lower case. */
    readonly headers?: Readonly<Record<string, unknown>>;
}

/** Puts a message into its envelope. */
export function makeEnvelope<Data>(description: MessageDescription<Data>, clock: Clock, random: Random): Envelope<Data> {
    const { source, type, key, data, cause, headers = {} } = description;
    const id = makeUuid(random);
    return {
        specversion: '1.0',
        id,
        source,
        type,
        time: new Date(clock.now()).toISOString(),
        ...(key !== undefined && { subject: key }),
        datacontenttype: 'application/json',
        ...(cause?.traceparent !== undefined && { traceparent: cause.traceparent }),
        ...(cause?.tracestate !== undefined && { tracestate: cause.tracestate }),
        correlationid: cause?.correlationid ?? id,
        ...(cause && { causationid: cause.id }),
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
        data,
    };
}
