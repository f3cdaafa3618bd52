import type { ChannelDefinition, SubscriptionDefinition } from '../../broker.js';
import { partitionsOf } from '../shared/partitions.js';

/** The queues from which a subscription is consumed: one a partition where order matters. As in generated configuration, like all names here. */
export function workQueues({ name }: Pick<SubscriptionDefinition, 'name'>, channel: ChannelDefinition): readonly string[] {
    return partitionsOf(channel).map(partition => (partition === undefined ? name : `${name}.partition-${partition}`));
}

/** The exchange to which a subscription sends what is to be tried again, with the name of a wait as routing key. */
export function retryExchange(subscription: string): string {
    return `${subscription}.retry`;
}

/** How a wait is called in the names of queues. */
export function waitName(milliseconds: number): string {
    return `${milliseconds}ms`;
}

/** The queue in which a subscription's messages wait so long for their next attempt. */
export function retryQueue(subscription: string, wait: number): string {
    return `${retryExchange(subscription)}.${waitName(wait)}`;
}

/** The queue in which a delayed channel's messages wait. */
export function delayQueue(channel: string): string {
    return `${channel}.delay`;
}

/** The exchange and the queue of messages with a delay that a publisher has chosen. */
export function ownDelayQueue(channel: string, delay: number): string {
    return `${delayQueue(channel)}.${waitName(delay)}`;
}

/** Where a channel's messages go when nothing holds them back any more: an exchange. */
export function dueExchange({ name, delay }: ChannelDefinition): string {
    return delay === undefined ? name : `${name}.due`;
}

/** The stream in which a topic keeps what can be read again, and the exchange by which marks come there. */
export function logQueue(topic: string): string {
    return `${topic}.log`;
}

/** Exists once a subscription has been given what its topic had before: an exchange without bindings. */
export function filledMark(subscription: string): string {
    return `${subscription}.filled`;
}

/** Exists while a program gives a subscription what its topic had before: an exclusive queue. */
export function fillingLock(subscription: string): string {
    return `${subscription}.filling`;
}

/** Where a question is asked: an exchange and the queue behind it. */
export function questionQueue(query: string): string {
    return `sluice.ask.${query}`;
}

/** Where answers are sent, with the name of the queue of the one who asked as routing key. */
export const replyExchange = 'sluice.replies';

/** A queue for the answers to one program's questions. */
export function replyQueue(program: string): string {
    return `sluice.reply.${program}`;
}
