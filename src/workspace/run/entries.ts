import type { Aggregate, ExpressionType, Field, FlowModel, Message } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';
import { describeType, isCarried, type TypeIndex } from '../../model/type-index.js';
import { addressOf, type Creators } from './creators.js';
import { namesHandedOn } from './handed-on.js';
import { Reach } from './reach.js';

/**
 * Where the value of a field comes from: `new`, of which nobody has spoken; the key of an `instance` of one of these
 * aggregates, which must be there; one that was `seen` under this name, if any was; or now and then one that was (`mixed`).
 */
export type FieldSource = { kind: 'new' } | { kind: 'instance'; aggregates: readonly string[] } | { kind: 'seen' } | { kind: 'mixed' };

/** A message that comes from outside the system's parts. */
export interface Entry {
    message: Message;
    /** The actor, the external context, or `outside`. */
    by: string;
    /** `creates` brings something new into the world, `advances` is about what is there and brings something else, `continues` is about what is there. */
    role: 'creates' | 'advances' | 'continues';
    /** The aggregate that handles it, and the field that says which instance. */
    handler?: { aggregate: string; address: string | undefined };
    /** By field; the others are made up. */
    sources: ReadonlyMap<string, FieldSource>;
}

/** What is known of a system when its traffic is planned. */
export interface Surroundings {
    model: FlowModel;
    graph: FlowGraph;
    types: TypeIndex;
    /** By aggregate. */
    creators: ReadonlyMap<string, Creators>;
}

/** The events with which each external context may answer a command that is sent to it, by the command's id. */
export function findReplies({ model, graph, types }: Omit<Surroundings, 'creators'>): Map<string, Message[]> {
    const replies = new Map<string, Message[]>();
    for (const command of model.messages) {
        if (command.kind !== 'command' || !command.latest || !graph.isExternal(command) || graph.sendersOf(command.id).length === 0) continue;
        const told = model.messages.filter(event => event.kind === 'event' && event.latest && event.context === command.context);
        const telling = (fields: readonly Field[]) => told.filter(event => event.fields.some(({ name, type }) => fields.some(field => field.name === name && isCarried(types.resolve(field.type), types.resolve(type)))));
        // What was asked for is known by its key; without one, by whatever both speak of.
        const key = keyOf(command);
        const events = (key && telling([key])) ?? [];
        const answers = events.length > 0 ? events : telling(command.fields);
        if (answers.length > 0) replies.set(command.id, answers);
    }
    return replies;
}

/** What comes from outside: what actors send, what nobody in the specification sends, and what other systems tell unasked. */
export function findEntries(surroundings: Surroundings): Entry[] {
    const { model, graph, types } = surroundings;
    const replies = findReplies(surroundings);
    const isAnswer = (event: Message) => [...replies.values()].some(answers => answers.includes(event));
    /** True of an answer for which those who asked wait. */
    const isAwaited = (event: Message) => {
        const askers = [...replies].flatMap(([command, answers]) => (answers.includes(event) ? graph.sendersOf(command).map(({ context }) => context) : []));
        return graph.consumersOf(event.id).some(({ context }) => context !== undefined && askers.includes(context));
    };
    const commands = model.messages.flatMap(message => {
        if (message.kind !== 'command' || !message.latest) return [];
        const senders = graph.sendersOf(message.id);
        const actor = senders.find(({ context }) => context === undefined);
        if (!actor && (senders.length > 0 || graph.isExternal(message))) return [];
        return [{ message, by: actor ? graph.actor(actor.by)?.name ?? actor.by : 'outside' }];
    });
    const spokenOf = commands.map(({ message }) => valuesIn(message, types));
    const events = model.messages.flatMap(message => {
        if (message.kind !== 'event' || !message.latest) return [];
        if (!graph.isExternal(message)) return graph.publishersOf(message.id).length === 0 && graph.consumersOf(message.id).length > 0 ? [{ message, by: 'outside' }] : [];
        // An answer is told unasked as well where nobody waits for it, and what it is about does not come of having asked.
        const key = keyOf(message);
        const isUnasked = !isAnswer(message) || (!isAwaited(message) && key && spokenOf.some(values => values.has(valueName(key, types))));
        return isUnasked ? [{ message, by: message.context }] : [];
    });
    const unasked = new Set(events.map(({ message }) => message));
    const onlyAsked = new Map([...replies].map(([command, told]) => [command, told.filter(event => !unasked.has(event))]));
    const order = new Map(model.messages.map((message, index) => [message, index]));
    return new EntryFinder(surroundings, new Reach(model, graph, onlyAsked)).find([...commands, ...events].sort((left, right) => order.get(left.message)! - order.get(right.message)!));
}

class EntryFinder {
    private readonly keyed = new Map<string, Aggregate[]>();
    private readonly handlers = new Map<string, { aggregate: Aggregate; address: string | undefined }>();
    private readonly handedOn: ReadonlyMap<string, ReadonlySet<string>>;

    constructor(
        private readonly surroundings: Surroundings,
        private readonly reach: Reach,
    ) {
        const { model, types } = surroundings;
        this.handedOn = namesHandedOn(model);
        for (const aggregate of model.aggregates) {
            // Those of other systems are not run.
            if (!surroundings.creators.has(aggregate.id)) continue;
            this.keyed.set(aggregate.key, [...(this.keyed.get(aggregate.key) ?? []), aggregate]);
            for (const handling of aggregate.handles) {
                const command = types.message(handling.command.target);
                if (command) this.handlers.set(command.id, { aggregate, address: addressOf(handling, command, aggregate) });
            }
        }
    }

    find(found: readonly Pick<Entry, 'message' | 'by'>[]): Entry[] {
        const { types } = this.surroundings;
        const entries = found.map(({ message, by }) => ({ message, by, key: keyOf(message), handler: this.handlers.get(message.id), setOff: this.setOff(message) }));
        const creating = new Set(entries.filter(({ message, key, handler, setOff }) => (handler
            ? this.creators(handler.aggregate).includes(message.id)
            : !key || this.aggregatesOf(key).some(aggregate => this.isCreatedBy(aggregate, setOff)))));
        const spokenOf = new Set([...creating].flatMap(({ message }) => [...valuesIn(message, types)]));
        // What no aggregate knows, and nobody else has spoken of, is brought into the world by what sets off most and says most.
        const others = entries.filter(({ key, handler }) => !handler && key && this.aggregatesOf(key).length === 0);
        for (const entry of others.sort((left, right) => right.setOff.size - left.setOff.size || right.message.fields.length - left.message.fields.length)) {
            if (spokenOf.has(valueName(entry.key!, types))) continue;
            creating.add(entry);
            for (const value of valuesIn(entry.message, types)) spokenOf.add(value);
        }
        return entries.map(entry => {
            const { message, by, handler, setOff } = entry;
            const creates = creating.has(entry);
            const advances = !creates && [...this.surroundings.creators.values()].some(({ commands, once }) => once && commands.some(command => setOff.has(command)));
            return {
                message, by,
                role: creates ? 'creates' : advances ? 'advances' : 'continues',
                ...(handler && { handler: { aggregate: handler.aggregate.id, address: handler.address } }),
                sources: this.sourcesOf(message, { creates, setOff, address: handler ? handler.address : keyOf(message)?.name, aggregate: handler?.aggregate }),
            };
        });
    }

    private sourcesOf({ fields }: Message, { creates, setOff, address, aggregate }: {
        creates: boolean;
        setOff: ReadonlySet<string>;
        address: string | undefined;
        aggregate: Aggregate | undefined;
    }): Map<string, FieldSource> {
        const sources = new Map<string, FieldSource>();
        for (const field of fields) {
            const type = this.surroundings.types.resolve(field.type);
            if (type?.kind === 'list' || type?.kind === 'map') continue;
            const aggregates = this.aggregatesOf(field);
            const once = aggregates.filter(({ id }) => this.surroundings.creators.get(id)?.once);
            if (field.name === address) {
                if (creates) sources.set(field.name, { kind: 'new' });
                else if (aggregate) sources.set(field.name, { kind: 'instance', aggregates: [aggregate.id] });
                else sources.set(field.name, aggregates.length > 0 ? { kind: 'instance', aggregates: aggregates.map(({ id }) => id) } : { kind: 'seen' });
            } else if (once.some(candidate => this.isCreatedBy(candidate, setOff))) sources.set(field.name, { kind: 'new' });
            else if (once.length > 0 && !type?.optional) sources.set(field.name, { kind: 'instance', aggregates: once.map(({ id }) => id) });
            else if (aggregates.length > 0 || /(?:^(?:id|number|code)|Id|Number|Code)$/.test(field.name)) sources.set(field.name, { kind: 'mixed' });
        }
        return sources;
    }

    /** What a message may set off, given what must have happened before it. */
    private setOff({ id }: Message): Set<string> {
        const handler = this.handlers.get(id);
        const creators = handler ? this.creators(handler.aggregate) : [];
        return this.reach.from([id], creators.includes(id) ? undefined : this.reach.from(this.reach.to(creators)));
    }

    private creators({ id }: { id: string }): readonly string[] {
        return this.surroundings.creators.get(id)?.commands ?? [];
    }

    private isCreatedBy(aggregate: Aggregate, setOff: ReadonlySet<string>): boolean {
        return this.creators(aggregate).some(command => setOff.has(command));
    }

    /** The aggregates whose key the field is: by its own name, or else by a name under which it is handed on. */
    private aggregatesOf({ name, type }: Field): Aggregate[] {
        const { types } = this.surroundings;
        const own = required(types.resolve(type));
        const named = (key: string) => (this.keyed.get(key) ?? []).filter(aggregate => {
            const keyType = required(types.keyTypeOf(aggregate));
            return !keyType || !own || isCarried(own, keyType);
        });
        const direct = named(name);
        return direct.length > 0 ? direct : [...this.handedOn.get(name) ?? []].flatMap(named);
    }
}

function keyOf({ fields }: Message): Field | undefined {
    return fields.find(({ role }) => role === 'key');
}

function required(type: ExpressionType | undefined): ExpressionType | undefined {
    return type && { ...type, optional: false };
}

/** A name and the type that it has: two fields that share both speak of the same kind of thing. */
function valueName({ name, type }: Field, types: TypeIndex): string {
    return `${name}: ${describeType(required(types.resolve(type)))}`;
}

/** The names of all values in a message, however deep. */
function valuesIn({ fields }: Message, types: TypeIndex): Set<string> {
    const values = new Set<string>();
    const visit = (name: string, type: ExpressionType | undefined) => {
        const value = `${name}: ${describeType(required(type))}`;
        if (!type || values.has(value)) return;
        values.add(value);
        if (type.kind === 'list') visit(name, type.element);
        else if (type.kind === 'map') visit(name, type.value);
        else if (type.kind === 'union') for (const alternative of type.alternatives) visit(name, alternative);
        else {
            const fields = types.fieldsOf(type);
            for (const inner of fields?.names() ?? []) visit(inner, fields!.get(inner));
        }
    };
    for (const { name, type } of fields) visit(name, types.resolve(type));
    return values;
}
