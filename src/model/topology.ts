import type { Channel, FlowModel, Message, Part } from './flow-model.js';
import { oncePer } from './once-per.js';
import { stepsOf } from './processes/process-steps.js';

/** A part's subscription to a topic, or the one subscription of a queue. Durations in milliseconds. */
export interface Subscription {
    /** Unique in the system: the part's group, followed by the topic's name where the part reads several; a queue's own name. */
    name: string;
    channel: Channel;
    /** The part's id; a queue has none, because several parts may take from it. */
    part?: string;
    /** Ids of the messages that it takes. */
    messages: string[];
    deadLetter: string;
    acknowledgeTimeout: number;
}

/** What runs where: which channel carries a message, and who reads from each channel. */
export interface Topology {
    channels: readonly Channel[];
    subscriptions: readonly Subscription[];
    /** The channel of a message by its id; an older version travels with the latest. */
    channelOf: ReadonlyMap<string, Channel>;
}

/** The channel that carries each message, by the message's id: the first of several; an older version travels with the latest. */
export const channelsByMessage = oncePer(({ channels, messages }: FlowModel): ReadonlyMap<string, Channel> => {
    const found = new Map<string, Channel>();
    for (const channel of channels) {
        for (const { target } of channel.carries) if (target !== undefined && !found.has(target)) found.set(target, channel);
    }
    for (const { id, latest } of messages) {
        const channel = latest ? undefined : found.get(latestId(id));
        if (channel && !found.has(id)) found.set(id, channel);
    }
    return found;
});

/** Works out subscriptions from the parts of the model; nothing is made for the parts of external contexts. */
export const buildTopology = oncePer((model: FlowModel): Topology => {
    const channelOf = channelsByMessage(model);
    const subscriptions: Subscription[] = [];
    const handlers = new Map<string | undefined, Part>();
    for (const part of ownParts(model)) {
        subscriptions.push(...subscriptionsOf(part, channelOf));
        if (part.kind === 'service' || part.kind === 'aggregate') for (const { command } of part.handles) handlers.set(command.target, part);
    }
    for (const channel of model.channels) {
        if (channel.kind !== 'queue') continue;
        const messages = channel.carries.flatMap(({ target }) => (target !== undefined && handlers.has(target) ? [target] : []));
        if (messages.length === 0) continue;
        subscriptions.push({
            name: channel.physicalName.value,
            channel,
            messages,
            deadLetter: channel.deadLetter.value,
            acknowledgeTimeout: Math.max(...messages.map(id => handlers.get(id)!.settings.timeout.value)),
        });
    }
    return { channels: model.channels, subscriptions, channelOf };
});

/** The parts for which something is generated: those of the system's own contexts. */
export const ownParts = oncePer((model: FlowModel): readonly Part[] => {
    const external = new Set(model.contexts.filter(context => context.external).map(({ id }) => id));
    return [...model.services, ...model.aggregates, ...model.projections, ...model.processes].filter(({ context }) => !external.has(context));
});

/** The id under which the latest version of a message is known. */
export function latestId(id: string): string {
    return id.replace(/@\d+$/, '');
}

/** The name and version of a message as they stand in an envelope: `Ordering.OrderPlaced.v1`. */
export function envelopeType(message: Message): string {
    return `${message.context}.${message.name}.v${message.version}`;
}

/** Ids of the events that a part takes, each once, in the order of the specification. */
export function eventsTakenBy(part: Part): readonly string[] {
    // An aggregate evolves by what it decides itself, not by what comes back from a topic.
    if (part.kind === 'aggregate') return [];
    const found = new Set<string>();
    for (const { event: { target } } of part.kind === 'service' ? part.reactions : part.kind === 'process' ? stepsOf(part) : part.evolutions) if (target !== undefined) found.add(target);
    return [...found];
}

function subscriptionsOf(part: Part, channelOf: ReadonlyMap<string, Channel>): Subscription[] {
    const taken: { channel: Channel; messages: string[] }[] = [];
    for (const id of eventsTakenBy(part)) {
        const channel = channelOf.get(id);
        if (!channel) continue;
        const others = taken.find(other => other.channel === channel);
        if (others) others.messages.push(id);
        else taken.push({ channel, messages: [id] });
    }
    return taken.map(({ channel, messages }) => {
        const group = part.settings.group.value;
        const name = taken.length === 1 ? group : `${group}.from.${channel.physicalName.value}`;
        return {
            name, channel, part: part.id, messages,
            deadLetter: channel.deadLetter.isDefault ? `${name}.dead-letter` : channel.deadLetter.value,
            acknowledgeTimeout: part.settings.timeout.value,
        };
    });
}
