import type { Channel, Retention, Setting } from '../flow-model.js';
import { oncePer } from '../once-per.js';
import { writeDuration } from '../time-spans.js';
import { isOrdered } from './broker-scope.js';
import type { PromiseId } from './promises.js';

/** A promise that a channel makes: as the clause says it, with the setting that says it. */
export interface MadePromise {
    promise: PromiseId;
    clause: string;
    setting: Setting<unknown>;
}

/** What a channel promises beyond being a channel, in the order of the clauses; by the language's defaults as well. */
export function promisesOf(channel: Channel): MadePromise[] {
    return findPromises(channel, () => true);
}

/** Those of its promises that the specification writes down. */
export const writtenPromisesOf = oncePer((channel: Channel): readonly MadePromise[] => findPromises(channel, ({ isDefault }) => !isDefault));

function findPromises(channel: Channel, isWanted: (setting: Setting<unknown>) => boolean): MadePromise[] {
    const made: MadePromise[] = [];
    const add = (promise: PromiseId, clause: string | (() => string), setting: Setting<unknown> | undefined) => {
        if (setting && isWanted(setting)) made.push({ promise, clause: typeof clause === 'string' ? clause : clause(), setting });
    };
    const { deliver, retry, orderBy, deadLetter, retain, compact, delay, timeToLive, priority, limit, rate, deduplicate, routeBy } = channel;
    if (deliver.value !== 'at-least-once') add(deliver.value, `deliver ${deliver.value}`, deliver);
    if (deliver.value !== 'at-most-once' && retry.value.times > 0) {
        const { times, from, to } = retry.value;
        add(isOrdered(channel) ? 'retry-in-order' : 'retry', () => `retry ${times} times, ${writeDuration(from)} to ${writeDuration(to)}`, retry);
    }
    if (isOrdered(channel)) add('order', 'order', orderBy);
    if (!deadLetter.isDefault) add('dead-letter', 'dead letter', deadLetter);
    if (channel.kind === 'queue') {
        add(retain.isDefault ? 'keep' : 'retain-handled', () => (retain.isDefault ? 'queue' : writeRetention(retain.value)), retain);
    } else if (compact.value) {
        add('compact', 'compact', compact);
    } else {
        add(retain.value.kind === 'forever' ? 'retain-forever' : 'retain', () => writeRetention(retain.value), retain);
    }
    if (delay) add('delay', `delay ${writeDuration(delay.value)}`, delay);
    if (timeToLive) add('ttl', `ttl ${writeDuration(timeToLive.value)}`, timeToLive);
    add('priority', 'priority', priority);
    add('limit', 'limit', limit);
    if (rate) add('rate', `rate ${rate.value.count} per ${writeDuration(rate.value.per)}`, rate);
    if (deduplicate) add('deduplicate', `deduplicate ${writeDuration(deduplicate.value)}`, deduplicate);
    if (routeBy.value.length > 0) add('route', `route by ${routeBy.value.join(', ')}`, routeBy);
    return made;
}

function writeRetention(retention: Retention): string {
    return retention.kind === 'forever' ? 'retain forever' : `retain ${retention.kind === 'duration' ? writeDuration(retention.milliseconds) : `${retention.bytes} bytes`}`;
}
