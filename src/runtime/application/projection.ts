import type { Envelope } from '../envelope.js';
import type { ProjectionLayout, RowPlace, RowsChange, RowWrite, Store } from '../stores/store.js';
import { identityOf } from './identity.js';
import type { MessageDefinition } from './messages.js';
import type { Evolution, HandlerContext, ProjectionDefinition } from './parts.js';
import type { Effect, Runner } from './runner.js';
import { unreadable, unreadableIn } from './versions.js';

const nothing = { outputs: [] };

/** Keeps the rows of a read model up to date with its events. */
export class ProjectionRunner implements Runner {
    readonly messages: readonly MessageDefinition<object>[];
    readonly layout: ProjectionLayout;
    private readonly evolutions = new Map<string, Evolution[]>();
    private readonly messageOf: ReadonlyMap<string, MessageDefinition<object>>;

    constructor(
        private readonly definition: ProjectionDefinition,
        private readonly store: Store,
    ) {
        for (const evolution of definition.evolutions) {
            const others = this.evolutions.get(evolution.message.name);
            if (others) others.push(evolution);
            else this.evolutions.set(evolution.message.name, [evolution]);
        }
        this.messages = [...this.evolutions.values()].map(([first]) => first!.message);
        this.messageOf = new Map(this.messages.flatMap(message => message.reads.map(type => [type, message] as const)));
        this.layout = {
            name: definition.name, key: definition.key, isWindowed: definition.window !== undefined,
            revision: definition.revision ?? '', columns: definition.columns ?? [], indexed: definition.indexed ?? [], types: [...this.messageOf.keys()],
            isUnreadable: type => unreadableIn(this.messages, type) !== undefined,
            read: event => {
                const message = this.messageOf.get(event.type);
                if (!message) throw unreadable(event.type, unreadableIn(this.messages, event.type)!);
                return this.changeBy(message, message.parse(event.type, event.data), event);
            },
            complete: row => {
                const key = String((row as Record<string, unknown>)[definition.key]);
                const known = (definition.columns ?? []).map(({ field }) => field);
                return { ...definition.initial(key), ...Object.fromEntries(Object.entries(row).filter(([field]) => known.includes(field) || field === 'windowStart')) };
            },
        };
    }

    /** In the order of their first events; with `equal`, at least those that have these values. */
    async rows(equal?: Readonly<Record<string, unknown>>): Promise<readonly object[]> {
        return this.store.rows(this.definition.name, equal);
    }

    /** One event may change rows of several keys, so all of a projection's events are worked on one after the other. */
    keysOf(): readonly string[] {
        return ['rows'];
    }

    handle(message: MessageDefinition<object>, data: object, { envelope }: HandlerContext): Effect {
        const rows = this.changeBy(message, data, envelope);
        return { ...nothing, change: () => ({ rows }) };
    }

    private changeBy(message: MessageDefinition<object>, data: object, event: Envelope): RowsChange {
        const { name, window, settings } = this.definition;
        const evolutions = this.evolutions.get(message.name) ?? [];
        const windowStart = window === undefined ? undefined : new Date(Math.floor(Date.parse(event.time) / window) * window).toISOString();
        const placeOf = (evolution: Evolution): RowPlace => {
            const key = evolution.keyOf(data);
            return windowStart === undefined ? { id: key, key } : { id: `${key}@${windowStart}`, key, windowStart };
        };
        return {
            projection: name, event, identity: identityOf(settings, message, data, event),
            places: () => evolutions.map(placeOf),
            evolve: read => {
                const changed = new Map<string, RowWrite>();
                for (const evolution of evolutions) {
                    const place = placeOf(evolution);
                    const earlier = changed.get(place.id);
                    const row = (earlier ? earlier.row : read(place)) ?? { ...this.definition.initial(place.key), ...(windowStart !== undefined && { windowStart }) };
                    const next = evolution.apply(row, data);
                    // Unchanged: its condition did not hold, so there must be no row because of it.
                    if (next !== row) changed.set(place.id, { place, row: next });
                }
                return [...changed.values()];
            },
        };
    }
}
