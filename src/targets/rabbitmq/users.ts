import type { BrokerScope } from '../../model/brokers/broker-scope.js';
import { delayNames, logName, questionName, replyExchange, replyPrefix, retryExchangeName, retryQueueNames, workQueueNames } from '../../model/brokers/rabbitmq-queues.js';
import type { FlowModel } from '../../model/flow-model.js';
import { findUsers, type BrokerUser } from '../brokers/users.js';
import { literally } from './definitions-builder.js';

/** The part of RabbitMQ's definitions that speaks of users; with no password nobody signs in. */
export interface RabbitUsers {
    users: { name: string; password_hash: ''; hashing_algorithm: 'rabbit_password_hashing_sha256'; tags: '' }[];
    permissions: { user: string; vhost: '/'; configure: string; write: string; read: string }[];
}

/** A user for each context, each actor and for a program that runs the whole system, each with what it needs. */
export function buildUsers(model: FlowModel, scope: BrokerScope): RabbitUsers {
    const entries = findUsers(model, scope).map(user => ({ name: user.name, ...rightsOf(user, scope) })).filter(({ write, read }) => write.size + read.size > 0);
    return {
        users: entries.map(({ name }) => ({ name, password_hash: '', hashing_algorithm: 'rabbit_password_hashing_sha256', tags: '' })),
        permissions: entries.map(({ name, configure, write, read }) => ({ user: name, vhost: '/', configure: pattern(configure), write: pattern(write), read: pattern(read) })),
    };
}

/** Names as regular expressions. */
type Rights = Readonly<Record<'configure' | 'write' | 'read', Set<string>>>;

function rightsOf({ publishes, consumes, asks, answers }: BrokerUser, { channels }: BrokerScope): Rights {
    const rights: Rights = { configure: new Set(), write: new Set(), read: new Set() };
    const grant = (right: keyof Rights, ...names: string[]) => names.forEach(name => rights[right].add(literally(name)));
    for (const { channel, subscriptions } of channels) {
        const entrance = channel.physicalName.value;
        const due = channel.delay ? delayNames(channel).due : entrance;
        if (publishes(channel)) {
            grant('write', entrance);
            // A delay that a publisher chooses has an exchange and a queue of its own, made by the first who does. To make one that hands its
            // messages on takes all three rights, and that of writing where they go.
            if (due !== entrance) grant('write', due);
            for (const right of ['configure', 'write', 'read'] as const) rights[right].add(`${literally(delayNames(channel).waiting)}\\.\\d+ms`);
        }
        for (const { name, deadLetter } of subscriptions.filter(consumes)) {
            grant('read', ...workQueueNames(channel, name));
            const letters = channels.find(other => other.channel.physicalName.value === deadLetter)?.channel;
            grant('write', letters?.delay ? delayNames(letters).due : deadLetter);
            // What is tried again at once goes back to where it came from.
            grant('write', channel.kind === 'topic' ? name : due);
            if (retryQueueNames(channel, name).length > 0) grant('write', retryExchangeName(name));
            if (channel.kind === 'queue') continue;
            // Giving a topic again: the log is read up to a mark, with the subscription unbound, and who does it keeps others from it.
            grant('read', logName(channel), due);
            grant('write', logName(channel));
            grant('configure', `${name}.filled`, `${name}.filling`);
        }
    }
    if (asks.length > 0) {
        grant('write', ...asks.map(questionName));
        grant('read', replyExchange);
        for (const right of ['configure', 'write', 'read'] as const) rights[right].add(`${literally(replyPrefix)}.+`);
    }
    if (answers.length > 0) {
        grant('read', ...answers.map(questionName));
        grant('write', replyExchange);
    }
    return rights;
}

/** A regular expression for these names alone; nothing where there are none. */
function pattern(names: ReadonlySet<string>): string {
    return names.size === 0 ? '' : `^(${[...names].sort().join('|')})$`;
}
