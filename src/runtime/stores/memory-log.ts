import type { Envelope } from '../envelope.js';
import type { EventSelection, LoggedEvent } from './store.js';

/** The log of events in memory. */
export class MemoryLog {
    private readonly events: LoggedEvent[] = [];
    private readonly positions = new Map<string, number>();
    private readonly streams = new Map<string, LoggedEvent[]>();
    /** How many events were forgotten, the oldest first. */
    private forgotten = 0;

    constructor(private readonly capacity: number) {}

    /** The position of the last event; 0 of an empty log. */
    get position(): number {
        return this.forgotten + this.events.length;
    }

    get isComplete(): boolean {
        return this.forgotten === 0;
    }

    /** Takes an event in, or adds to one that is there whose it is; gives its position. */
    append(envelope: Envelope, loggedAt: number, aggregate?: LoggedEvent['aggregate']): number {
        const known = this.positions.get(envelope.id);
        const position = known ?? this.position + 1;
        // What is published before it is kept may be received before it is appended.
        if (known !== undefined && !aggregate) return known;
        const event: LoggedEvent = { position, envelope, loggedAt, ...(aggregate && { aggregate }) };
        if (known === undefined) {
            this.events.push(event);
            this.positions.set(envelope.id, position);
            if (this.events.length > 2 * this.capacity) this.forget(this.events.length - this.capacity);
        } else this.events[known - this.forgotten - 1] = event;
        if (aggregate) {
            const name = streamName(aggregate);
            const stream = this.streams.get(name);
            if (stream) stream.push(event);
            else this.streams.set(name, [event]);
        }
        return position;
    }

    /** Those of the events that are there. */
    get types(): readonly string[] {
        return [...new Set(this.events.map(({ envelope }) => envelope.type))];
    }

    /** Undefined of an event that is not in the log. */
    positionOf(id: string): number | undefined {
        return this.positions.get(id);
    }

    read({ after, limit, types, aggregate }: EventSelection): readonly LoggedEvent[] {
        const source = aggregate ? this.streams.get(streamName(aggregate)) ?? [] : this.events;
        const found: LoggedEvent[] = [];
        for (let index = aggregate ? 0 : Math.max(0, after - this.forgotten); index < source.length && found.length < limit; index++) {
            const event = source[index]!;
            if (event.position > after && (!types || types.includes(event.envelope.type))) found.push(event);
        }
        return found;
    }

    /** Events of aggregates stay in their streams. */
    private forget(count: number): void {
        for (const { envelope } of this.events.splice(0, count)) this.positions.delete(envelope.id);
        this.forgotten += count;
    }
}

function streamName({ name, key }: { readonly name: string; readonly key: string }): string {
    return `${name}/${key}`;
}
