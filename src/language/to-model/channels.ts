import { kebabCase } from '../../model/names.js';
import type { Broker, Channel, Message, Setting } from '../../model/flow-model.js';
import type * as ast from '../generated/ast.js';
import type { Origins } from './origins.js';
import { toElement, type Scope } from './shapes.js';
import { readDuration, readSize } from './units.js';

/** The language's defaults for channels; times in milliseconds. */
export const channelDefaults = {
    partitions: 3,
    retain: { kind: 'duration', milliseconds: 604_800_000 },
    deliver: 'at-least-once',
    retry: { times: 5, from: 1000, to: 60_000 },
} as const;

/** What channels take from the rest of the system. */
export interface ChannelSurroundings {
    brokers: Broker[];
    /** What `system Shop { … }` says for every channel. */
    systemClauses: { clauses: ast.ChannelClause[]; origins: Origins };
    messageOf(id: string): Message | undefined;
    /** The physical name of a written channel of this context. */
    physicalNameOf(context: string, name: string): string | undefined;
}

export function toChannel(node: ast.Topic | ast.Queue, id: string, scope: Scope, surroundings: ChannelSurroundings): Channel {
    const { origins, context } = scope;
    const written = node.broker && surroundings.brokers.find(({ name }) => name === node.broker!.$refText);
    const channel = startChannel({
        element: toElement(node, id, scope),
        context,
        kind: node.$type === 'Topic' ? 'topic' : 'queue',
        implied: false,
        carries: node.carries.map(reference => origins.ofReference(reference)),
        broker: written,
    }, surroundings);
    if (node.broker) {
        channel.brokerReference = origins.ofReference(node.broker);
        channel.broker = { value: node.broker.$refText, isDefault: false, origin: channel.brokerReference.origin };
    }
    applySystemClauses(channel, surroundings);
    applyClauses(channel, node.clauses, origins, surroundings);
    return channel;
}

/** The channel of a message that no written one carries: a topic for an event, a queue for a command. */
export function toImpliedChannel(message: Message, surroundings: ChannelSurroundings): Channel {
    const channel = startChannel({
        element: { id: `${message.id}:${message.kind === 'event' ? 'topic' : 'queue'}`, name: message.name, origin: message.origin, annotations: [] },
        context: message.context,
        kind: message.kind === 'event' ? 'topic' : 'queue',
        implied: true,
        carries: [{ text: message.name, target: message.id, origin: message.origin }],
        broker: undefined,
    }, surroundings);
    applySystemClauses(channel, surroundings);
    return channel;
}

/** What a channel is called on its broker where nothing is said of that. */
export function impliedPhysicalName(context: string, name: string): string {
    return `${kebabCase(context)}.${kebabCase(name)}`;
}

interface Start extends Pick<Channel, 'context' | 'kind' | 'implied' | 'carries'> {
    element: Pick<Channel, 'id' | 'name' | 'documentation' | 'origin' | 'annotations'>;
    broker: Broker | undefined;
}

function startChannel({ element, broker, ...start }: Start, { brokers, messageOf }: ChannelSurroundings): Channel {
    const { kind: brokerKind, name: brokerName } = broker ?? brokers[0] ?? { kind: 'memory', name: 'memory' };
    const physicalName = impliedPhysicalName(start.context, element.name);
    const keyed = start.carries.some(({ target }) => target !== undefined && messageOf(target)?.fields.some(({ role }) => role === 'key'));
    // Written out and shared, because a large system implies a channel for each of its messages.
    const channel: Channel = {
        id: element.id,
        name: element.name,
        origin: element.origin,
        annotations: element.annotations,
        context: start.context,
        kind: start.kind,
        implied: start.implied,
        carries: start.carries,
        broker: standard(brokerName),
        brokerKind,
        physicalName: standard(physicalName),
        partitions: defaults.partitions,
        orderBy: keyed ? defaults.orderByKey : defaults.orderByNone,
        routeBy: standard([]),
        retain: defaults.retain,
        compact: defaults.compact,
        deliver: defaults.deliver,
        retry: defaults.retry,
        deadLetter: standard(`${physicalName}.dead-letter`),
    };
    if (element.documentation !== undefined) channel.documentation = element.documentation;
    return channel;
}

function applySystemClauses(channel: Channel, surroundings: ChannelSurroundings): void {
    const { clauses, origins } = surroundings.systemClauses;
    applyClauses(channel, clauses, origins, surroundings, 'system');
}

function applyClauses(channel: Channel, clauses: ast.ChannelClause[], origins: Origins, surroundings: ChannelSurroundings, of: 'channel' | 'system' = 'channel'): void {
    for (const clause of clauses) {
        const origin = origins.ofKeyword(clause);
        const written = <T>(value: T): Setting<T> => (of === 'system' ? { value, isDefault: false, inherited: true, origin } : { value, isDefault: false, origin });
        const naming = <T>(value: T, property: string): Setting<T> => {
            const setting = written(value);
            setting.origins = origins.ofProperties(clause, property);
            return setting;
        };
        const duration = (text: string | undefined) => readDuration(text ?? '0s');
        switch (clause.$type) {
            case 'PartitionsClause': channel.partitions = written(Number(clause.count)); break;
            case 'OrderClause':
                channel.orderBy = clause.none ? written({ kind: 'none' }) : clause.byKey ? written({ kind: 'key' }) : naming({ kind: 'field', field: clause.field ?? '' }, 'field');
                break;
            case 'RouteClause': channel.routeBy = naming(clause.fields, 'fields'); break;
            case 'RetainClause':
                channel.retain = written(clause.forever ? { kind: 'forever' }
                    : clause.size !== undefined ? { kind: 'size', bytes: readSize(clause.size) }
                    : { kind: 'duration', milliseconds: duration(clause.duration) });
                break;
            case 'CompactClause': channel.compact = written(true); break;
            case 'DeliverClause': channel.deliver = written(clause.guarantee ?? channelDefaults.deliver); break;
            case 'RetryClause': {
                const { from, to } = channelDefaults.retry;
                channel.retry = written({
                    times: Number(clause.times),
                    from: clause.from === undefined ? from : duration(clause.from),
                    to: clause.to === undefined ? to : duration(clause.to),
                });
                break;
            }
            case 'DeadLetterClause': {
                const name = clause.name ?? '';
                channel.deadLetter = written(surroundings.physicalNameOf(channel.context, name) ?? `${kebabCase(channel.context)}.${kebabCase(name)}`);
                break;
            }
            case 'TimeToLiveClause': channel.timeToLive = written(duration(clause.duration)); break;
            case 'DelayClause': channel.delay = written(duration(clause.duration)); break;
            case 'PriorityClause': channel.priority = written({ lowest: Number(clause.lowest), highest: Number(clause.highest) }); break;
            case 'LimitClause':
                channel.limit = written(clause.size !== undefined ? { kind: 'size', bytes: readSize(clause.size) } : { kind: 'messages', count: Number(clause.messages) });
                break;
            case 'RateClause': channel.rate = written({ count: Number(clause.count), per: duration(clause.interval) }); break;
            case 'DeduplicateClause': channel.deduplicate = written(duration(clause.window)); break;
            case 'NameClause': channel.physicalName = written(clause.name ?? ''); break;
        }
    }
}

/** The name that a channel's own `name` clause gives it, if it has one. */
export function writtenPhysicalName(node: ast.Topic | ast.Queue): string {
    for (const clause of node.clauses) {
        if (clause.$type === 'NameClause') return clause.name;
    }
    return '';
}

function standard<T>(value: T): Setting<T> {
    return { value, isDefault: true };
}

/** One default that many channels have; a clause replaces it as a whole. */
function shared<T>(value: T): Setting<T> {
    return Object.freeze(standard(Object.freeze(value)));
}

const defaults = {
    partitions: shared<number>(channelDefaults.partitions),
    orderByKey: shared<Channel['orderBy']['value']>({ kind: 'key' }),
    orderByNone: shared<Channel['orderBy']['value']>({ kind: 'none' }),
    retain: shared<Channel['retain']['value']>({ ...channelDefaults.retain }),
    compact: shared<boolean>(false),
    deliver: shared<Channel['deliver']['value']>(channelDefaults.deliver),
    retry: shared<Channel['retry']['value']>({ ...channelDefaults.retry }),
};
