import type { Context, FlowModel, Outcome, Part, ProcessAction } from '../../model/flow-model.js';
import { stepsOf } from '../../model/processes/process-steps.js';
import { kebabCase } from '../../model/names.js';
import { compareText, type BrokerScope, type ScopedSubscription } from '../../model/brokers/broker-scope.js';
import { helperKeys, streamKeys } from '../../model/brokers/redis-keys.js';

/** Scripts are checked by the keys and commands that they use as well. */
const publisherCommands = ['eval', 'evalsha', 'exec', 'info', 'multi', 'ping', 'script|load', 'time', 'xadd', 'xlen'];
const consumerCommands = ['xack', 'xautoclaim', 'xclaim', 'xdel', 'xgroup|create', 'xgroup|setid', 'xinfo', 'xpending', 'xrange', 'xread', 'xreadgroup'];
/** For channels with keys beside their streams: delays, compaction, deduplication. */
const helperCommands = ['exists', 'fcall', 'hdel', 'hget', 'hgetall', 'hset', 'set', 'xdel', 'zadd', 'zcard', 'zrange', 'zrangebyscore', 'zrem'];
/** For channels of a size. */
const sizeCommands = ['memory|usage', 'xtrim'];

/**
 * An ACL file (https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/) with a user for each context,
 * external ones included, and for each actor that has something to publish or to consume here. A user may write where its
 * messages go and read what it is subscribed to. Nobody can sign in before `ACL SETUSER … >password`. The format has no
 * room for comments.
 */
export function writeAccessControl(model: FlowModel, scope: BrokerScope): string {
    const users = new Map<string, Access>();
    for (const context of model.contexts) users.set(kebabCase(context.name), accessOf(context, model, scope));
    for (const actor of model.actors) {
        users.set(`actor.${kebabCase(actor.name)}`, { publishes: new Set(actor.sends.flatMap(({ target }) => (target === undefined ? [] : [target]))), consumes: () => false });
    }
    const lines = [...users].sort(([left], [right]) => compareText(left, right)).flatMap(([name, access]) => userLine(name, access, scope));
    return `${lines.join('\n')}\n`;
}

interface Access {
    /** Ids of messages. */
    publishes: ReadonlySet<string>;
    consumes(subscription: ScopedSubscription): boolean;
}

function userLine(name: string, { publishes, consumes }: Access, { channels }: BrokerScope): string[] {
    const writes = new Set<string>();
    const reads = new Set<string>();
    let helpers = false;
    let sized = false;
    for (const { channel, subscriptions } of channels) {
        const writer = channel.carries.some(({ target }) => target !== undefined && publishes.has(target));
        const reading = subscriptions.filter(consumes);
        if (!writer && reading.length === 0) continue;
        sized ||= channel.retain.value.kind === 'size' || channel.limit?.value.kind === 'size';
        for (const key of streamKeys(channel)) (reading.length > 0 ? reads : writes).add(key);
        // Their dead letters lie in a channel's streams where the dead letter queue is a channel.
        for (const { deadLetter } of reading) {
            const queue = channels.find(other => other.channel.physicalName.value === deadLetter);
            for (const key of queue ? streamKeys(queue.channel) : [deadLetter]) writes.add(key);
        }
        for (const key of helperKeys(channel)) {
            reads.add(key);
            helpers = true;
        }
    }
    if (reads.size + writes.size === 0) return [];
    const commands = [...new Set([...publisherCommands, ...(reads.size > 0 ? consumerCommands : []), ...(helpers ? helperCommands : []), ...(sized ? sizeCommands : [])])].sort();
    return [[
        `user ${name} on resetpass resetchannels resetkeys`,
        ...[...reads].sort().map(key => quote(`~${pattern(key)}`)),
        ...[...writes].filter(key => !reads.has(key)).sort().map(key => quote(`%W~${pattern(key)}`)),
        '-@all',
        ...commands.map(command => `+${command}`),
    ].join(' ')];
}

function accessOf(context: Context, model: FlowModel, { channels }: BrokerScope): Access {
    const own = model.messages.filter(message => message.context === context.id);
    if (context.external) {
        // What an external context does is not written down: it publishes its events and takes its commands.
        const commands = new Set(own.filter(({ kind }) => kind === 'command').map(({ id }) => id));
        return {
            publishes: new Set(own.filter(({ kind }) => kind === 'event').map(({ id }) => id)),
            consumes: ({ part, messages }) => part === undefined && messages.some(id => commands.has(id)),
        };
    }
    const parts = [...model.services, ...model.aggregates, ...model.projections, ...model.processes].filter(part => part.context === context.id);
    const ids = new Set(parts.map(({ id }) => id));
    const handled = new Set(parts.flatMap(part => (part.kind === 'service' || part.kind === 'aggregate' ? part.handles.map(({ command }) => command.target) : [])));
    // Nobody handles these yet: they are the context's own to look at.
    const owned = new Set(channels.map(({ channel }) => channel).filter(channel => channel.context === context.id && channel.kind === 'queue').map(({ physicalName }) => physicalName.value));
    return {
        publishes: new Set(parts.flatMap(outputsOf)),
        consumes: ({ part, name, messages }) => (part !== undefined ? ids.has(part) : messages.some(id => handled.has(id)) || owned.has(name)),
    };
}

/** Ids of all messages that a part may publish or send. */
function outputsOf(part: Part): string[] {
    switch (part.kind) {
        case 'projection': return [];
        case 'aggregate': return part.handles.flatMap(({ branches }) => branches.flatMap(({ outcome }) => messagesOf(outcome)));
        case 'service': return [
            ...part.handles.flatMap(({ branches }) => branches.flatMap(({ outcome }) => messagesOf(outcome))),
            ...part.reactions.flatMap(({ outcome }) => (outcome ? messagesOf(outcome) : [])),
            ...part.schedules.flatMap(({ outcome }) => messagesOf(outcome)),
        ];
        case 'process': return [...stepsOf(part), ...part.states.flatMap(({ timers }) => timers)].flatMap(({ actions }) => sentBy(actions));
    }
}

function messagesOf(outcome: Outcome): string[] {
    return outcome.alternatives.flat().flatMap(output => (output.kind === 'reject' || output.message.target === undefined ? [] : [output.message.target]));
}

function sentBy(actions: ProcessAction[]): string[] {
    return actions.flatMap(action => (action.kind === 'send' ? [action.message.target, action.undo?.message.target] : [])).filter(target => target !== undefined);
}

/** A key as a glob pattern that matches it alone, but for the `*` that ends keys with an id. */
function pattern(key: string): string {
    return key.replace(/[\\?[\]]/g, '\\$&');
}

function quote(argument: string): string {
    return /^[^\s"'\\]+$/.test(argument) ? argument : JSON.stringify(argument);
}
