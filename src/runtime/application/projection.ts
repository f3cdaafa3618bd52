import type { Effect, Runner } from './application.js';
import type { MessageDefinition } from './messages.js';
import type { Evolution, HandlerContext, ProjectionDefinition } from './parts.js';

const nothing = { outputs: [] };

/** Keeps the rows of a read model up to date with its events. */
export class ProjectionRunner implements Runner {
    readonly messages: readonly MessageDefinition<object>[];
    private readonly table = new Map<string, object>();
    private readonly evolutions = new Map<string, Evolution[]>();

    constructor(private readonly definition: ProjectionDefinition) {
        for (const evolution of definition.evolutions) {
            const others = this.evolutions.get(evolution.message.name);
            if (others) others.push(evolution);
            else this.evolutions.set(evolution.message.name, [evolution]);
        }
        this.messages = [...this.evolutions.values()].map(([first]) => first!.message);
    }

    /** In the order of their first events. */
    rows(): readonly object[] {
        return [...this.table.values()];
    }

    /** One event may change rows of several keys, so all of a projection's events are worked on one after the other. */
    keysOf(): readonly string[] {
        return ['rows'];
    }

    async handle(message: MessageDefinition<object>, data: object, { envelope }: HandlerContext): Promise<Effect> {
        const { window } = this.definition;
        const start = window === undefined ? undefined : new Date(Math.floor(Date.parse(envelope.time) / window) * window).toISOString();
        const changed = new Map<string, object | undefined>();
        for (const evolution of this.evolutions.get(message.name) ?? []) {
            const key = evolution.keyOf(data);
            const place = start === undefined ? key : `${key}@${start}`;
            const row = (changed.has(place) ? changed.get(place) : this.table.get(place)) ?? { ...this.definition.initial(key), ...(start !== undefined && { windowStart: start }) };
            const next = evolution.apply(row, data);
            // Unchanged: its condition did not hold, so there must be no row because of it.
            if (next !== row) changed.set(place, next);
        }
        return {
            decision: nothing,
            commit: () => {
                for (const [place, row] of changed) {
                    if (row) this.table.set(place, row);
                    else this.table.delete(place);
                }
            },
        };
    }
}
