import type { Effect, Runner } from './application.js';
import type { MessageDefinition } from './messages.js';
import type { HandlerContext, ProjectionDefinition } from './parts.js';

const nothing = { outputs: [] };

/** Keeps the rows of a read model up to date with its events. */
export class ProjectionRunner implements Runner {
    readonly messages: readonly MessageDefinition<object>[];
    private readonly table = new Map<string, object>();
    private readonly evolutions: ReadonlyMap<string, ProjectionDefinition['evolutions'][number]>;

    constructor(private readonly definition: ProjectionDefinition) {
        this.messages = definition.evolutions.map(({ message }) => message);
        this.evolutions = new Map(definition.evolutions.map(evolution => [evolution.message.name, evolution]));
    }

    /** In the order of their first events. */
    rows(): readonly object[] {
        return [...this.table.values()];
    }

    keyOf(message: MessageDefinition<object>, data: object): string {
        return this.evolutions.get(message.name)!.keyOf(data);
    }

    async handle(message: MessageDefinition<object>, data: object, { envelope }: HandlerContext): Promise<Effect> {
        const { window } = this.definition;
        const evolution = this.evolutions.get(message.name)!;
        const key = evolution.keyOf(data);
        const start = window === undefined ? undefined : new Date(Math.floor(Date.parse(envelope.time) / window) * window).toISOString();
        const place = start === undefined ? key : `${key}@${start}`;
        const row = this.table.get(place);
        const next = evolution.apply(row ?? { ...this.definition.initial(key), ...(start !== undefined && { windowStart: start }) }, data);
        return {
            decision: nothing,
            commit: () => {
                if (next) this.table.set(place, next);
                else this.table.delete(place);
            },
        };
    }
}
