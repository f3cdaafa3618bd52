import type { Field } from '../../model/flow-model.js';
import type { Random } from '../../runtime/random.js';
import type * as runtime from '../../runtime/index.js';
import type { Entry, FieldSource } from './entries.js';
import type { Rehearsal } from './rehearsal.js';
import type { SampleData } from '../../targets/samples/sample-data.js';

/** One message of an entry, and how many milliseconds after the start of the run it comes at the earliest. */
export interface Arrival {
    entry: Entry;
    at: number;
}

/** How far apart things come into the world. */
const pace = 15_000;
/** Of what is about something that is there, how much comes in comparison with what is new. */
const shares = { creates: 1, advances: 0.7, continues: 0.3 };

/** When what comes: `messages` of each entry that brings something new, and of each event; fewer of what is about what is there. */
export function planArrivals(entries: readonly Entry[], messages: number, random: Random): Arrival[] {
    return entries.flatMap(entry => {
        const { role, message } = entry;
        const count = message.kind === 'event' ? messages : Math.max(1, Math.round(messages * shares[role]));
        return Array.from({ length: count }, (_, index) => ({ entry, at: role === 'creates' ? index * pace : random.integer(pace, messages * pace + pace) }));
    }).sort((left, right) => left.at - right.at);
}

/** How long what cannot come yet, because something must happen first, waits between attempts; an hour in all. */
const waits = [1, 2, 4, 8, 16, 32, 64, 128].map(times => times * pace);
/** How many instances, or ways to fill the other fields, are tried each time. */
const tries = 20;

/** Brings messages from outside to a running application, each when it makes sense: about things that are there, in a state in which they take it. */
export class Arrivals {
    private readonly random: Random;

    constructor(private readonly surroundings: {
        application: runtime.Application;
        definitions: Readonly<Record<string, runtime.MessageDefinition<object>>>;
        clock: runtime.Clock;
        rehearsal: Rehearsal;
        samples: SampleData;
        random: Random;
        /** What could not be published. */
        fail(by: string, error: unknown): void;
    }) {
        this.random = surroundings.random;
    }

    schedule({ entry, at }: Arrival): void {
        this.surroundings.clock.schedule(at, () => void this.arrive(entry, 0));
    }

    private async arrive(entry: Entry, waited: number): Promise<void> {
        const { application, definitions, clock, samples, fail } = this.surroundings;
        const definition = definitions[entry.message.id];
        if (!definition) return;
        let data = await this.fittingData(entry);
        const wait = waits[waited];
        if (!data && wait !== undefined) {
            clock.schedule(wait, () => void this.arrive(entry, waited + 1));
            return;
        }
        // It never came to make sense; what is said to that is worth seeing, too.
        data ??= this.valid(entry, await this.values(entry, { lenient: true }) ?? {}) ?? samples.object(entry.message.fields);
        await application.emit(definition, data, { source: `/${encodeURIComponent(entry.by)}` }).catch((error: unknown) => fail(entry.by, error));
    }

    /** Data that is taken as things stand; undefined where there is none, or something that it speaks of is not there. */
    private async fittingData(entry: Entry): Promise<Record<string, unknown> | undefined> {
        const { application, rehearsal } = this.surroundings;
        const { handler, message } = entry;
        for (let count = 0; count < tries; count++) {
            const values = await this.values(entry);
            if (!values) return undefined;
            const data = this.valid(entry, values);
            if (!data) continue;
            const { accepted } = await rehearsal.decide(message.id, data, async key => (handler ? application.state(handler.aggregate, key) : undefined));
            if (accepted) return data;
        }
        return undefined;
    }

    /** The values that come from somewhere; undefined where an instance is needed and none is there. */
    private async values({ message, sources, handler }: Entry, { lenient = false }: { lenient?: boolean } = {}): Promise<Record<string, unknown> | undefined> {
        const { application } = this.surroundings;
        const values: Record<string, unknown> = {};
        const address = handler?.address;
        for (const field of message.fields) {
            const { name } = field;
            const source = sources.get(name);
            if (!source) continue;
            const candidates = source.kind === 'new' ? this.unseen(field) : await this.candidates(name, source);
            if (candidates.length > 0) values[name] = this.random.pick(candidates);
            else if (source.kind === 'instance' && !lenient) return undefined;
        }
        const state = handler && address !== undefined && Object.hasOwn(values, address) ? await application.state(handler.aggregate, String(values[address])) : undefined;
        // What a command says of an instance is, more often than not, what the instance knows.
        if (state && this.random.next() < 0.8) {
            const isToldOf = (name: string) => name !== address && sources.has(name) && sources.get(name)!.kind !== 'new';
            const known = objectsIn(state)
                .map(object => Object.entries(object).filter(([name, value]) => isToldOf(name) && (typeof value === 'string' || typeof value === 'number')))
                .filter(entries => entries.length > 0);
            if (known.length > 0) Object.assign(values, Object.fromEntries(this.random.pick(known)));
        }
        return values;
    }

    /** A value of which nobody has spoken; none where the type has no more of them. */
    private unseen(field: Field): readonly unknown[] {
        const { samples } = this.surroundings;
        const seen = new Set(samples.seen(field.name));
        for (let count = 0; count < tries; count++) {
            const value = samples.field(field);
            if (value !== undefined && !seen.has(value)) return [value];
        }
        return [];
    }

    private async candidates(name: string, source: Exclude<FieldSource, { kind: 'new' }>): Promise<readonly unknown[]> {
        const { application, samples } = this.surroundings;
        switch (source.kind) {
            case 'seen': return samples.seen(name);
            case 'mixed': return this.random.next() < 0.6 ? samples.seen(name) : [];
            case 'instance': {
                // Instances are known by their keys as text.
                const seen = new Map(samples.seen(name).map(value => [String(value), value]));
                const keys = await Promise.all(source.aggregates.map(aggregate => application.keys(aggregate)));
                return keys.flat().map(key => seen.get(key) ?? key);
            }
        }
    }

    /** A whole message with these values; undefined where they do not fit its fields. */
    private valid({ message }: Entry, values: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
        const { definitions, samples } = this.surroundings;
        const definition = definitions[message.id]!;
        const data = samples.object(message.fields, values);
        try {
            definition.parse(definition.type, data);
            return data;
        } catch {
            return undefined;
        }
    }
}

/** A value's objects, however deep, itself included. */
function objectsIn(value: unknown): Record<string, unknown>[] {
    if (typeof value !== 'object' || value === null) return [];
    return [...(Array.isArray(value) ? [] : [value as Record<string, unknown>]), ...Object.values(value).flatMap(objectsIn)];
}
