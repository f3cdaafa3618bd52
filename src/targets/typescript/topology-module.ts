import { startOf } from '../../model/brokers/broker-scope.js';
import { brokerOfQuestions, brokersInUse } from '../../model/brokers/placement.js';
import type { Channel, FlowModel, Message } from '../../model/flow-model.js';
import type { GeneratedFile } from '../generated-file.js';
import { buildTopology, envelopeType, latestId, type Subscription } from '../../model/topology.js';
import { findRoutes, routeWords } from '../brokers/routes.js';
import { Module } from './modules.js';
import { quote, propertyKey } from './naming.js';
import type { Generation } from './shapes.js';
import { arrayLiteral, block } from './writer.js';

/** The channels and subscriptions of the system, as data for any broker. */
export function writeTopology(generation: Generation): GeneratedFile {
    const { channels, subscriptions } = topologyData(generation.model);
    const module = new Module('topology.ts', generation.version);
    module.add(block(`export const topology: ${module.useType('Topology')} =`, [
        `channels: ${arrayLiteral(channels.map(literal))},`,
        `subscriptions: ${arrayLiteral(subscriptions.map(literal))},`,
    ], ';'), 'Where messages travel. Durations are in milliseconds, sizes in bytes.');
    const brokers = brokersInUse(generation.model);
    if (brokers.length > 1) {
        const names = brokers.map(({ name }) => quote(name)).join(' | ');
        module.add(block(`export const placement: ${module.useType('Placement')}<${names}> =`, [
            `channels: ${literal(Object.fromEntries(brokers.map(({ name, channels: own }) => [name, own])))},`,
            `questions: ${quote(brokerOfQuestions(generation.model)!.name)},`,
        ], ';'), 'Which channels are on which broker, and over which one questions go.');
    }
    return module.toFile();
}

/** The channels and subscriptions of a system as the runtime's `Topology` has them. */
export function topologyData(model: FlowModel): { readonly channels: readonly object[]; readonly subscriptions: readonly object[] } {
    const { channels, subscriptions } = buildTopology(model);
    const byName = new Map(channels.map(channel => [channel.physicalName.value, channel]));
    return {
        channels: [...byName.values()].map(channel => channelData(channel, model)),
        subscriptions: subscriptions.map(subscription => subscriptionData(subscription, model)),
    };
}

/** The topic subscriptions of each part and the queues from which commands are taken, as text for the application. */
export function writeFeeds(generation: Generation): { subscriptions: string; queues: string } {
    const { subscriptions } = buildTopology(generation.model);
    const byPart = new Map<string, string[]>();
    for (const { part, name } of subscriptions) {
        if (part === undefined) continue;
        const names = byPart.get(part);
        if (names) names.push(quote(name));
        else byPart.set(part, [quote(name)]);
    }
    const { services, aggregates } = generation.model;
    const queues = subscriptions.filter(({ part }) => part === undefined).map(({ name, messages }) => {
        const handlers = [...services, ...aggregates].filter(({ handles }) => handles.some(({ command }) => messages.includes(command.target ?? '')));
        return `{ name: ${quote(name)}, concurrency: ${Math.max(1, ...handlers.map(({ settings }) => settings.concurrency.value))} }`;
    });
    return {
        subscriptions: block('', [...byPart].map(([part, names]) => `${quote(part)}: ${arrayLiteral(names)},`)).trimStart(),
        queues: arrayLiteral(queues),
    };
}

function channelData(channel: Channel, model: FlowModel): object {
    const { limit, orderBy, rate, timeToLive, delay, priority, deduplicate, routeBy } = channel;
    return {
        name: channel.physicalName.value,
        kind: channel.kind,
        // What a queue's subscription does not take is nobody's there.
        ...(channel.kind === 'topic' && { types: typesOf(channel.carries.flatMap(({ target }) => target ?? []), model) }),
        ...(routeBy.value.length > 0 && { routeBy: routeBy.value }),
        ordered: orderBy.value.kind === 'none' ? 'none' : 'key',
        partitions: channel.partitions.value,
        retain: retentionData(channel),
        compact: channel.compact.value,
        deliver: channel.deliver.value,
        retry: channel.retry.value,
        deadLetter: channel.deadLetter.value,
        ...(timeToLive && { timeToLive: timeToLive.value }),
        ...(delay && { delay: delay.value }),
        ...(priority && { priority: priority.value }),
        ...(limit && { limit: limit.value.kind === 'messages' ? { messages: limit.value.count } : { bytes: limit.value.bytes } }),
        ...(rate && { rate: rate.value }),
        ...(deduplicate && { deduplicate: deduplicate.value }),
    };
}

/** A queue of which nothing is said keeps what is not handled, however old it is. */
function retentionData({ kind, retain }: Channel): object {
    if (kind === 'queue' && retain.isDefault) return {};
    switch (retain.value.kind) {
        case 'duration': return { milliseconds: retain.value.milliseconds };
        case 'size': return { bytes: retain.value.bytes };
        case 'forever': return {};
    }
}

function subscriptionData(subscription: Subscription, model: FlowModel): object {
    const { name, channel, messages, deadLetter, acknowledgeTimeout } = subscription;
    return {
        name, channel: channel.physicalName.value, types: typesOf(messages, model), deadLetter, retry: channel.retry.value, acknowledgeTimeout,
        ...(channel.kind === 'topic' && channel.routeBy.value.length > 0 && { routes: findRoutes(model, subscription).map(routeWords) }),
        ...(channel.kind === 'topic' && startOf(subscription, model) === 'first' && { start: 'first' }),
    };
}

/** The envelope types of messages, those of all their versions. */
function typesOf(messages: readonly string[], model: FlowModel): string[] {
    return messages.flatMap(id => model.messages.filter(message => message.id === id || latestId(message.id) === id)).map(envelopeType);
}

/** Plain data as a TypeScript literal. */
function literal(value: unknown): string {
    if (typeof value === 'string') return quote(value);
    if (Array.isArray(value)) return arrayLiteral(value.map(literal));
    if (typeof value === 'object' && value !== null) {
        const entries = Object.entries(value).map(([name, item]) => `${propertyKey(name)}: ${literal(item)}`);
        const line = entries.join(', ');
        return line.length <= 100 ? `{${line === '' ? '' : ` ${line} `}}` : block('', entries.map(entry => `${entry},`)).trimStart();
    }
    return String(value);
}

/** The messages of a kind in a context, each by its latest version. */
export function latestOf(kind: Message['kind'], context: string, { model }: Generation): Message[] {
    return model.messages.filter(message => message.kind === kind && message.context === context && message.latest);
}
