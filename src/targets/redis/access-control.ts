import { compareText, type BrokerScope } from '../../model/brokers/broker-scope.js';
import type { FlowModel } from '../../model/flow-model.js';
import { helperKeys, streamKeys } from '../../model/brokers/redis-keys.js';
import { findUsers, type BrokerUser } from '../brokers/users.js';

/** Scripts are checked by the keys and commands that they use as well. */
const publisherCommands = ['eval', 'evalsha', 'exec', 'info', 'multi', 'ping', 'script|load', 'time', 'xadd', 'xlen'];
const consumerCommands = ['xack', 'xautoclaim', 'xclaim', 'xdel', 'xgroup|create', 'xgroup|setid', 'xinfo', 'xpending', 'xrange', 'xread', 'xreadgroup'];
/** For channels with keys beside their streams: delays, compaction, deduplication. */
const helperCommands = ['exists', 'fcall', 'hdel', 'hget', 'hgetall', 'hset', 'set', 'xdel', 'zadd', 'zcard', 'zrange', 'zrangebyscore', 'zrem'];
/** For channels of a size. */
const sizeCommands = ['memory|usage', 'xtrim'];
const askerCommands = ['xread'];
const answererCommands = ['pexpire'];

/**
 * An ACL file (https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/) with a user for each context,
 * external ones included, for each actor that has something to do here, and for a program that runs the whole system. A user may
 * write where its messages go and read what it is subscribed to. Nobody can sign in before `ACL SETUSER … >password`. The format has
 * no room for comments.
 */
export function writeAccessControl(model: FlowModel, scope: BrokerScope): string {
    return `${findUsers(model, scope).flatMap(user => userLine(user, scope)).join('\n')}\n`;
}

/** All who can sign in, once they have a password. */
export function redisUserNames(model: FlowModel, scope: BrokerScope): string[] {
    return findUsers(model, scope).filter(user => userLine(user, scope).length > 0).map(({ name }) => name);
}

function userLine({ name, publishes, consumes, asks, answers, prepares }: BrokerUser, { channels, deadLetters }: BrokerScope): string[] {
    const writes = new Set<string>();
    const reads = new Set<string>();
    /** Read, and never written. */
    const looks = new Set<string>();
    let helpers = false;
    let sized = false;
    for (const { channel, subscriptions } of channels) {
        const writer = publishes(channel);
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
    // To make a group is to write.
    if (prepares) for (const letters of deadLetters) writes.add(letters.name);
    // A question goes to whoever answers it, the reply to a stream that only the one who asked reads.
    for (const query of asks) writes.add(`sluice:ask:${query}`);
    if (asks.length > 0) looks.add(`sluice:reply:${name}:*`);
    for (const query of answers) reads.add(`sluice:ask:${query}`);
    if (answers.length > 0) writes.add('sluice:reply:*');
    if (reads.size + writes.size === 0) return [];
    const commands = [...new Set([
        ...publisherCommands, ...(reads.size > 0 ? consumerCommands : []), ...(helpers ? helperCommands : []), ...(sized ? sizeCommands : []),
        ...(asks.length > 0 ? askerCommands : []), ...(answers.length > 0 ? answererCommands : []),
    ])].sort(compareText);
    return [[
        `user ${name} on resetpass resetchannels resetkeys`,
        ...[...reads].sort().map(key => quote(`~${pattern(key)}`)),
        ...[...looks].sort().map(key => quote(`%R~${pattern(key)}`)),
        ...[...writes].filter(key => !reads.has(key)).sort().map(key => quote(`%W~${pattern(key)}`)),
        '-@all',
        ...commands.map(command => `+${command}`),
    ].join(' ')];
}

/** A key as a glob pattern that matches it alone, but for the `*` that ends keys with an id. */
function pattern(key: string): string {
    return key.replace(/[\\?[\]]/g, '\\$&');
}

function quote(argument: string): string {
    return /^[^\s"'\\]+$/.test(argument) ? argument : JSON.stringify(argument);
}
