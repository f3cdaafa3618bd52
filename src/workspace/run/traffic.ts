import type { FlowModel, Message } from '../../model/flow-model.js';
import type { EffectTree, FlowGraph } from '../../model/graph.js';
import { isCarried, type TypeIndex } from '../../model/type-index.js';
import type { Random } from '../../runtime/random.js';
import type { SampleData } from './sample-data.js';

/** A message that comes from outside the system's parts. */
export interface Entry {
    message: Message;
    /** The actor, the external context, or `outside`. */
    by: string;
    /** It brings something new into the world; otherwise it is about what is there already. */
    creates: boolean;
}

/** What comes from outside: what actors send, what nobody in the specification sends, and what other systems tell unasked. */
export function findEntries(model: FlowModel, graph: FlowGraph, types: TypeIndex): Entry[] {
    const replies = new Set([...findReplies(model, graph, types).values()].flat().map(({ id }) => id));
    const entries: Entry[] = [];
    for (const message of model.messages) {
        if (!message.latest) continue;
        const external = graph.isExternal(message);
        if (message.kind === 'command') {
            const senders = graph.sendersOf(message.id);
            const actor = senders.find(({ context }) => context === undefined);
            if (actor) entries.push({ message, by: graph.actor(actor.by)?.name ?? actor.by, creates: false });
            else if (senders.length === 0 && !external) entries.push({ message, by: 'outside', creates: false });
        } else if (external ? !replies.has(message.id) : graph.publishersOf(message.id).length === 0 && graph.consumersOf(message.id).length > 0) {
            entries.push({ message, by: external ? message.context : 'outside', creates: false });
        }
    }
    markCreating(entries, graph);
    return entries;
}

/** The events with which each external context may answer a command that is sent to it, by the command's id. */
export function findReplies(model: FlowModel, graph: FlowGraph, types: TypeIndex): Map<string, Message[]> {
    const replies = new Map<string, Message[]>();
    for (const command of model.messages) {
        if (command.kind !== 'command' || !command.latest || !graph.isExternal(command)) continue;
        const asked = types.fieldTypes(command.fields);
        const events = model.messages.filter(event => event.kind === 'event' && event.latest && event.context === command.context
            && event.fields.some(({ name, type }) => asked.has(name) && isCarried(asked.get(name), types.resolve(type))));
        if (events.length > 0 && graph.sendersOf(command.id).length > 0) replies.set(command.id, events);
    }
    return replies;
}

/** Of all that speak of the same kind of thing, the one that sets off most brings it into the world. */
function markCreating(entries: readonly Entry[], graph: FlowGraph): void {
    const best = new Map<string, { entry: Entry; reach: number }>();
    for (const entry of entries) {
        const key = keyOf(entry.message);
        if (key === undefined) {
            entry.creates = true;
            continue;
        }
        const reach = sizeOf(graph.whatSetsOff(entry.message.id));
        if (reach > (best.get(key)?.reach ?? -1)) best.set(key, { entry, reach });
    }
    for (const { entry } of best.values()) entry.creates = true;
}

function keyOf({ fields }: Message): string | undefined {
    return fields.find(({ role }) => role === 'key')?.name;
}

function sizeOf({ takers }: EffectTree): number {
    return 1 + takers.reduce((sum, { effects }) => sum + effects.reduce((inner, effect) => inner + sizeOf(effect), 0), 0);
}

/** One message of an entry, and how many milliseconds after the start of the run it comes. */
export interface Arrival {
    entry: Entry;
    at: number;
}

/** How far apart things come into the world. */
const pace = 15_000;

/** When what comes: `messages` of each entry that brings something new, and some of each that is about what is there. */
export function planArrivals(entries: readonly Entry[], messages: number, random: Random): Arrival[] {
    const arrivals: Arrival[] = [];
    for (const entry of entries) {
        const count = entry.creates || entry.message.kind === 'event' ? messages : Math.max(1, Math.round(messages / 5));
        for (let index = 0; index < count; index++) {
            const at = entry.creates ? index * pace : random.integer(pace, messages * pace + pace);
            arrivals.push({ entry, at });
        }
    }
    return arrivals.sort((left, right) => left.at - right.at);
}

/** Data for an arriving message: of something new, or of something that others have spoken of. */
export function dataFor({ message, creates }: Entry, samples: SampleData, random: Random): Record<string, unknown> {
    const given: Record<string, unknown> = {};
    for (const { name, role, type } of message.fields) {
        const seen = type.kind === 'list' || type.kind === 'map' ? [] : samples.seen(name);
        if (seen.length === 0 || (creates && role === 'key')) continue;
        if (role === 'key' || (/(?:id|number|code)$/i.test(name) && random.next() < 0.6)) given[name] = random.pick(seen);
    }
    return samples.object(message.fields, given);
}
