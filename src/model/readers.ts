import type { Channel, FlowModel, Part } from './flow-model.js';
import { oncePer } from './once-per.js';
import { channelsByMessage, eventsTakenBy, ownParts } from './topology.js';

/** A part of the system that takes messages from a channel; `messages` are their ids, in the order of the specification. */
export interface Reader {
    part: Part;
    channel: Channel;
    messages: string[];
}

/** Who takes from which channel. */
export interface Readers {
    all: readonly Reader[];
    of(channel: Channel): readonly Reader[];
    by(part: Part): readonly Reader[];
}

/** The readers of every channel of a model; other systems' parts are not among them. */
export const readersOf = oncePer((model: FlowModel): Readers => {
    const channels = channelsByMessage(model);
    const byChannel = new Map<Channel, Reader[]>();
    const byPart = new Map<Part, Reader[]>();
    const all: Reader[] = [];
    for (const part of ownParts(model)) {
        const own: Reader[] = [];
        for (const id of messagesTakenBy(part)) {
            const channel = channels.get(id);
            if (!channel) continue;
            const reader = own.find(other => other.channel === channel);
            if (reader) reader.messages.push(id);
            else own.push({ part, channel, messages: [id] });
        }
        if (own.length > 0) byPart.set(part, own);
        for (const reader of own) {
            all.push(reader);
            const others = byChannel.get(reader.channel);
            if (others) others.push(reader);
            else byChannel.set(reader.channel, [reader]);
        }
    }
    return { all, of: channel => byChannel.get(channel) ?? [], by: part => byPart.get(part) ?? [] };
});

function messagesTakenBy(part: Part): Iterable<string> {
    if (part.kind !== 'service' && part.kind !== 'aggregate') return eventsTakenBy(part);
    const found = new Set<string>();
    for (const { command: { target } } of part.handles) if (target !== undefined) found.add(target);
    for (const event of eventsTakenBy(part)) found.add(event);
    return found;
}
