import type {
    Actor, Channel, Context, FlowModel, Handling, Message, Origin, Outcome, Part, Process, ProcessAction, Query, Reference,
} from './flow-model.js';
import { messagesById, queriesById } from './by-id.js';
import { oncePer } from './once-per.js';
import { stepsOf } from './processes/process-steps.js';
import { channelsByMessage } from './topology.js';
import { circles, reachable, reversed, shortestCircle, type Successors } from './graph-walk.js';

/** How somebody has to do with a message. */
export type UseKind = 'publishes' | 'sends' | 'reacts' | 'evolves' | 'handles' | 'answers' | 'asks' | 'sees';

/** One place where a part or an actor has to do with a message or a query that exists. `by` and `message` are ids. */
export interface Use {
    by: string;
    /** The context's id; an actor has none. */
    context?: string;
    kind: UseKind;
    message: string;
    /** Where the message is named. */
    origin: Origin;
}

/** A message or query that was named and does not exist, and the context that names it; an actor has none. */
export interface UnresolvedUse {
    text: string;
    context?: string;
}

/** What makes a part act: a message that comes in, its own schedule, a timer of a process, or an actor's own will. */
export type Trigger =
    | { kind: 'message'; message: string }
    | { kind: 'schedule' }
    | { kind: 'timer'; after: number; state: string }
    | { kind: 'actor' };

/** One cause and one effect: because of `trigger`, `by` publishes or sends `message`. */
export interface Hop {
    trigger: Trigger;
    by: string;
    kind: 'publishes' | 'sends';
    message: string;
    origin: Origin;
}

/** What a message sets off: who takes it, and what each of them then sets off. */
export interface EffectTree {
    message: string;
    /** The channel's id, where one carries the message. */
    channel?: string;
    takers: { by: string; kind: UseKind; origin: Origin; effects: Effect[] }[];
    /** The message stands elsewhere in the tree with its takers, which are not repeated here. */
    repeated: boolean;
}

/** `after`: milliseconds until a process's timer tells it, if nothing else happens first. */
export type Effect = EffectTree & { after?: number };

/** What a part tells because of something; `after` so many milliseconds, where a timer tells it. */
export interface PartEffect {
    message: string;
    after?: number;
}

/** Ids in turn: a message or a part, then what it leads to, up to what was asked for. */
export type FlowPath = string[];

/** Questions about who tells whom what. Every answer is plain data in the order of the specification. */
export interface FlowGraph {
    message(id: string | undefined): Message | undefined;
    query(id: string | undefined): Query | undefined;
    context(id: string): Context | undefined;
    /** True of what another system owns. */
    isExternal(element: { context: string }): boolean;
    part(id: string): Part | undefined;
    actor(id: string): Actor | undefined;
    /** All uses of all messages and queries. */
    uses: readonly Use[];
    /** What parts and actors would use if it existed. */
    unresolved: readonly UnresolvedUse[];
    hops: readonly Hop[];
    usesOf(id: string): Use[];
    /** Parts that publish an event. */
    publishersOf(id: string): Use[];
    /** Parts and actors that send a command. */
    sendersOf(id: string): Use[];
    /** Parts and actors that take an event from its topic; an aggregate that evolves by its own event does not. */
    consumersOf(id: string): Use[];
    handlersOf(id: string): Use[];
    /** The one handler that a command should have. */
    handlerOf(id: string): Use | undefined;
    answerersOf(id: string): Use[];
    /** An older version of a message travels with the latest. */
    channelOf(id: string): Channel | undefined;
    whatSetsOff(id: string): EffectTree;
    /** What a part tells because of a message: at once, and by the timers of the states that the message leads a process to. */
    effectsOf(by: string, message: string): PartEffect[];
    /** Ways from one message, part or actor to another, the shortest first, none with a message twice; at most `limit`. */
    pathsBetween(from: string, to: string, options?: { limit?: number }): FlowPath[];
    /** Circles of messages and parts, one for each group that goes round; each starts with a message and has none twice. */
    cycles(): FlowPath[];
}

/** Indexes a model for questions, once; the model must not change afterwards. */
export const buildGraph: (model: FlowModel) => FlowGraph = oncePer(model => new IndexedGraph(model));

class IndexedGraph implements FlowGraph {
    readonly uses: Use[] = [];
    readonly unresolved: UnresolvedUse[] = [];
    readonly hops: Hop[] = [];
    private readonly messages: ReadonlyMap<string, Message>;
    private readonly queries: ReadonlyMap<string, Query>;
    private readonly contexts = new Map<string, Context>();
    private readonly externals = new Set<string>();
    private readonly parts = new Map<string, Part>();
    private readonly actors = new Map<string, Actor>();
    private readonly channels: ReadonlyMap<string, Channel>;
    private readonly usesByMessage = new Map<string, Use[]>();
    private hopsByPart: Map<string, Hop[]> | undefined;
    private next: Successors | undefined;
    private lastAsked: string | undefined;
    private lastAnswer = false;

    constructor(model: FlowModel) {
        this.messages = messagesById(model);
        this.channels = channelsByMessage(model);
        this.queries = queriesById(model);
        for (const context of model.contexts) {
            this.contexts.set(context.id, context);
            if (context.external) this.externals.add(context.id);
        }
        for (const actor of model.actors) this.actors.set(actor.id, actor);
        for (const parts of [model.services, model.aggregates, model.projections, model.processes]) for (const part of parts) this.addPart(part);
        for (const query of model.queries) {
            const projection = query.projection === undefined ? undefined : this.parts.get(query.projection);
            if (projection) this.use(projection, 'answers', { text: query.name, target: query.id, origin: query.origin });
        }
        for (const actor of model.actors) {
            for (const reference of actor.sends) {
                this.use(actor, 'sends', reference);
                this.hop({ kind: 'actor' }, actor, 'sends', reference);
            }
            for (const reference of actor.asks) this.use(actor, 'asks', reference);
            for (const reference of actor.sees) this.use(actor, 'sees', reference);
        }
    }

    message(id: string | undefined): Message | undefined {
        return id === undefined ? undefined : this.messages.get(id);
    }

    query(id: string | undefined): Query | undefined {
        return id === undefined ? undefined : this.queries.get(id);
    }

    context(id: string): Context | undefined {
        return this.contexts.get(id);
    }

    isExternal({ context }: { context: string }): boolean {
        // Elements are gone through context by context, and asked for each of their fields.
        if (context !== this.lastAsked) {
            this.lastAsked = context;
            this.lastAnswer = this.externals.has(context);
        }
        return this.lastAnswer;
    }

    part(id: string): Part | undefined {
        return this.parts.get(id);
    }

    actor(id: string): Actor | undefined {
        return this.actors.get(id);
    }

    usesOf(id: string): Use[] {
        return this.usesByMessage.get(id) ?? [];
    }

    publishersOf(id: string): Use[] {
        return this.usesOf(id).filter(({ kind }) => kind === 'publishes');
    }

    sendersOf(id: string): Use[] {
        return this.usesOf(id).filter(({ kind }) => kind === 'sends');
    }

    consumersOf(id: string): Use[] {
        return this.usesOf(id).filter(use => this.takesFromTopic(use));
    }

    handlersOf(id: string): Use[] {
        return this.usesOf(id).filter(({ kind }) => kind === 'handles');
    }

    handlerOf(id: string): Use | undefined {
        return this.usesOf(id).find(({ kind }) => kind === 'handles');
    }

    answerersOf(id: string): Use[] {
        return this.usesOf(id).filter(({ kind }) => kind === 'answers');
    }

    channelOf(id: string): Channel | undefined {
        return this.channels.get(id) ?? this.channels.get(id.replace(/@\d+(#\d+)?$/, ''));
    }

    whatSetsOff(id: string): EffectTree {
        const root = this.plant(id);
        // Breadth first, so that what is told twice is told in full where it is nearest to the start.
        const shown = new Set([id]);
        const pending: EffectTree[] = [root];
        for (let tree = pending.shift(); tree; tree = pending.shift()) {
            for (const use of uniqueBy(this.usesOf(tree.message).filter(({ kind }) => kind !== 'publishes' && kind !== 'sends'), ({ by, kind }) => `${by} ${kind}`)) {
                if (use.kind === 'evolves' && !this.takesFromTopic(use)) continue;
                const effects: Effect[] = [];
                for (const { message, after } of this.effectsOf(use.by, tree.message)) {
                    const effect: Effect = { ...this.plant(message), repeated: shown.has(message), ...(after !== undefined && { after }) };
                    effects.push(effect);
                    if (effect.repeated) continue;
                    shown.add(message);
                    pending.push(effect);
                }
                tree.takers.push({ by: use.by, kind: use.kind, origin: use.origin, effects });
            }
        }
        return root;
    }

    effectsOf(by: string, message: string): PartEffect[] {
        const effects: PartEffect[] = this.hopsOf(by, message).map(hop => ({ message: hop.message }));
        const process = this.parts.get(by);
        if (process?.kind === 'process') effects.push(...timersSetOff(process, message, this.hopsOf(by)));
        return uniqueBy(effects, effect => `${effect.message} ${effect.after}`);
    }

    pathsBetween(from: string, to: string, { limit = 100 }: { limit?: number } = {}): FlowPath[] {
        const next = this.nextOf();
        const previous = reversed(next);
        const leading = reachable([to, ...[...previous.keys()].filter(id => isNamed(id, to))], previous);
        if (!leading.has(from)) return [];
        const found: FlowPath[] = [];
        const pending: FlowPath[] = [[from]];
        for (let path = pending.shift(); path && found.length < limit; path = pending.shift()) {
            const last = path.at(-1)!;
            for (const node of next.get(last) ?? []) {
                if (!leading.has(node) || path.includes(node)) continue;
                if (isNamed(node, to)) found.push([...path, node]);
                // The number of ways grows out of hand in a dense system: the bound keeps the shortest.
                else if (pending.length < 20_000) pending.push([...path, node]);
            }
        }
        return uniqueBy(found.map(path => path.map(shortNode)), path => path.join('\n')).slice(0, limit);
    }

    cycles(): FlowPath[] {
        const next = this.nextOf();
        const found: FlowPath[] = [];
        for (const group of circles(next)) {
            const inside = new Set(group);
            const start = group.filter(node => this.messages.has(node)).sort()[0] ?? group.sort()[0]!;
            const path = shortestCircle(start, next, inside);
            if (path) found.push(path.map(shortNode));
        }
        return found.sort((left, right) => (left[0]! < right[0]! ? -1 : 1));
    }

    private plant(message: string): EffectTree {
        const channel = this.channelOf(message);
        return { message, ...(channel && { channel: channel.id }), takers: [], repeated: false };
    }

    private takesFromTopic({ kind, by }: Use): boolean {
        return kind === 'reacts' || kind === 'sees' || (kind === 'evolves' && this.parts.get(by)?.kind !== 'aggregate');
    }

    private addPart(part: Part): void {
        this.parts.set(part.id, part);
        switch (part.kind) {
            case 'service':
                for (const handling of part.handles) this.addHandling(part, handling);
                for (const { event, outcome } of part.reactions) {
                    this.use(part, 'reacts', event);
                    if (outcome) this.addOutcome(part, triggeredBy(event), outcome);
                }
                for (const { query } of part.answers) this.use(part, 'answers', query);
                for (const { outcome } of part.schedules) this.addOutcome(part, { kind: 'schedule' }, outcome);
                break;
            case 'aggregate':
                for (const handling of part.handles) this.addHandling(part, handling);
                for (const { event } of part.evolutions) this.use(part, 'evolves', event);
                break;
            case 'projection':
                for (const { event } of part.evolutions) this.use(part, 'evolves', event);
                break;
            case 'process': this.addProcess(part); break;
        }
    }

    private addHandling(part: Part, { command, branches }: Handling): void {
        this.use(part, 'handles', command);
        for (const { outcome } of branches) this.addOutcome(part, triggeredBy(command), outcome);
    }

    private addOutcome(part: Part, trigger: Trigger | undefined, { alternatives }: Outcome): void {
        for (const outputs of alternatives) {
            for (const output of outputs) {
                if (output.kind === 'reject') continue;
                const kind = output.kind === 'publish' ? 'publishes' : 'sends';
                this.use(part, kind, output.message);
                this.hop(trigger, part, kind, output.message);
            }
        }
    }

    private addProcess(process: Process): void {
        const undos: Reference[] = [];
        const noteUndos = (actions: readonly ProcessAction[]) => {
            for (const action of actions) if (action.kind === 'send' && action.undo) undos.push(action.undo.message);
        };
        for (const { actions } of stepsOf(process)) noteUndos(actions);
        for (const { timers } of process.states) for (const { actions } of timers) noteUndos(actions);
        for (const undo of undos) this.use(process, 'sends', undo);
        for (const { event, actions } of stepsOf(process)) {
            this.use(process, 'reacts', event);
            this.addActions(process, triggeredBy(event), actions, undos);
        }
        for (const { name, timers } of process.states) {
            for (const { after, actions } of timers) this.addActions(process, { kind: 'timer', after, state: name }, actions, undos);
        }
    }

    /** What `compensate` takes back depends on how far the process came: any of its undos may be sent. */
    private addActions(process: Process, trigger: Trigger | undefined, actions: ProcessAction[], undos: Reference[]): void {
        for (const action of actions) {
            if (action.kind === 'send') {
                this.use(process, 'sends', action.message);
                this.hop(trigger, process, 'sends', action.message);
            } else if (action.kind === 'compensate') {
                for (const undo of undos) this.hop(trigger, process, 'sends', undo);
            }
        }
    }

    private use(by: Part | Actor, kind: UseKind, { text, target, origin }: Reference): void {
        const context = 'context' in by ? by.context : undefined;
        if (target === undefined) {
            this.unresolved.push(context === undefined ? { text } : { text, context });
            return;
        }
        const use: Use = context === undefined ? { by: by.id, kind, message: target, origin } : { by: by.id, context, kind, message: target, origin };
        this.uses.push(use);
        const others = this.usesByMessage.get(target);
        if (others) others.push(use);
        else this.usesByMessage.set(target, [use]);
    }

    private hop(trigger: Trigger | undefined, { id: by }: Part | Actor, kind: 'publishes' | 'sends', { target, origin }: Reference): void {
        if (!trigger || target === undefined) return;
        this.hops.push({ trigger, by, kind, message: target, origin });
    }

    /** What a part tells of its own accord, or because of one message: sorted out when it is first asked for. */
    private hopsOf(by: string, message?: string): readonly Hop[] {
        if (!this.hopsByPart) {
            this.hopsByPart = new Map();
            for (const hop of this.hops) {
                const others = this.hopsByPart.get(hop.by);
                if (others) others.push(hop);
                else this.hopsByPart.set(hop.by, [hop]);
            }
        }
        return (this.hopsByPart.get(by) ?? []).filter(({ trigger }) => (trigger.kind === 'message' ? trigger.message === message : message === undefined));
    }

    /**
     * What follows from what. A part appears once for each message that it takes (`part message`), because what it does
     * depends on that; and once as such, for what it does of its own accord and for paths that start or end there.
     */
    private nextOf(): Successors {
        if (this.next) return this.next;
        const next: Successors = new Map();
        const add = (from: string, to: string) => {
            const others = next.get(from);
            if (!others) next.set(from, [to]);
            else if (!others.includes(to)) others.push(to);
        };
        for (const use of this.uses) {
            if (use.kind === 'handles' || this.takesFromTopic(use)) add(use.message, node(use.by, use.message));
        }
        for (const hop of this.hops) {
            if (hop.trigger.kind === 'message') add(node(hop.by, hop.trigger.message), hop.message);
            add(hop.by, hop.message);
        }
        for (const { by, message } of this.uses) {
            const part = this.parts.get(by);
            if (part?.kind !== 'process') continue;
            for (const effect of this.effectsOf(by, message)) if (effect.after !== undefined) add(node(by, message), effect.message);
        }
        this.next = next;
        return next;
    }
}

const separator = ' ';

function node(part: string, message: string): string {
    return `${part}${separator}${message}`;
}

function shortNode(id: string): string {
    return id.split(separator, 1)[0]!;
}

function isNamed(id: string, name: string): boolean {
    return id === name || id.startsWith(`${name}${separator}`);
}

/** What the timers tell of the states that `message` leads a process to, and of those that these timers lead it to. */
function timersSetOff(process: Process, message: string, hops: readonly Hop[]): { message: string; after: number }[] {
    const statesEntered = (actions: ProcessAction[]) => actions.flatMap(action => (action.kind === 'go' && action.state.target !== undefined ? [action.state.target] : []));
    const effects: { message: string; after: number }[] = [];
    const since = new Map(stepsOf(process).filter(({ event }) => event.target === message).flatMap(({ actions }) => statesEntered(actions)).map(name => [name, 0]));
    for (const [name, waited] of since) {
        for (const { after, actions } of process.states.find(state => state.name === name)?.timers ?? []) {
            for (const next of statesEntered(actions)) if (!since.has(next)) since.set(next, waited + after);
        }
        for (const { trigger, message: told } of hops) {
            if (trigger.kind === 'timer' && trigger.state === name) effects.push({ message: told, after: waited + trigger.after });
        }
    }
    return effects;
}

function triggeredBy({ target }: Reference): Trigger | undefined {
    return target === undefined ? undefined : { kind: 'message', message: target };
}

function uniqueBy<T>(items: T[], keyOf: (item: T) => string): T[] {
    const seen = new Set<string>();
    return items.filter(item => {
        const key = keyOf(item);
        return !seen.has(key) && seen.add(key);
    });
}
