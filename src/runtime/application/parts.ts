import type { Envelope } from '../envelope.js';
import type { ProjectionColumn } from '../stores/store.js';
import type { CronTimes } from './cron.js';
import { allOf, type Awaitable, type Decision, type MessageDefinition, type Output, type Validator } from './messages.js';

/** What a handler may use besides its message and state. */
export interface HandlerContext {
    readonly envelope: Envelope;
    /** RFC 3339, of the application's clock. */
    readonly now: string;
    /** The application's clock in milliseconds since 1970. */
    readonly nowMilliseconds: number;
    /** A new UUID. */
    readonly newId: () => string;
}

export type PartDefinition = ServiceDefinition | AggregateDefinition | ProjectionDefinition | ProcessDefinition;

/** How many messages a part handles at a time, and what makes two of them the same. */
export interface PartSettings {
    readonly concurrency: number;
    /** A field of the message, or `id`, the envelope's own. */
    readonly idempotentBy: string;
}

export interface MessageHandler {
    readonly message: MessageDefinition<object>;
    readonly handle: (data: object, context: HandlerContext) => Awaitable<Decision>;
}

/** A message and what is done with it, one after the other, their types kept together. */
export function handles<Data extends object>(message: MessageDefinition<Data>, ...handlers: readonly ((data: Data, context: HandlerContext) => Awaitable<Decision>)[]): MessageHandler {
    const [only] = handlers;
    if (only && handlers.length === 1) return { message, handle: (data, context) => only(data as Data, context) };
    return {
        message,
        async handle(data, context) {
            const decisions: Decision[] = [];
            for (const handle of handlers) decisions.push(await handle(data as Data, context));
            return allOf(decisions);
        },
    };
}

export interface ServiceDefinition {
    readonly kind: 'service';
    readonly name: string;
    readonly settings: PartSettings;
    readonly handlers: readonly MessageHandler[];
    readonly schedules: readonly ScheduleDefinition[];
    readonly answers: readonly AnswerDefinition[];
}

export interface ScheduleDefinition {
    readonly name: string;
    /** Milliseconds between two times, or the times themselves. */
    readonly every: number | CronTimes;
    readonly run: (context: TimeAndIds) => Awaitable<Decision>;
}

export interface AnswerDefinition {
    readonly query: string;
    /** What is wrong with parameters; nothing is looked at unless given. */
    readonly validate?: Validator;
    readonly answer: (parameters: unknown) => Awaitable<unknown>;
}

/** State is what `initial` and then each `evolve` make of it; nothing else changes it. */
export interface AggregateDefinition {
    readonly kind: 'aggregate';
    readonly name: string;
    readonly key: string;
    readonly store: 'events' | 'state';
    readonly settings: PartSettings;
    readonly initial: (key: string) => object;
    readonly handlers: readonly StateHandler[];
    readonly evolutions: readonly Evolution[];
    /** Changes with what its state is made of, or how: a snapshot is of use to the same revision alone. */
    readonly revision?: string;
}

export interface StateHandler {
    readonly message: MessageDefinition<object>;
    readonly keyOf: (data: object) => string;
    readonly handle: (data: object, state: object, context: HandlerContext) => Awaitable<Decision>;
}

export interface Evolution {
    readonly message: MessageDefinition<object>;
    readonly keyOf: (data: object) => string;
    /** The next state; undefined deletes it. */
    readonly apply: (state: object, data: object) => object | undefined;
}

/** An aggregate, its types kept together. */
export function aggregate<State extends object>(definition: {
    readonly name: string;
    readonly key: string;
    readonly store: 'events' | 'state';
    readonly settings: PartSettings;
    readonly initial: (key: string) => State;
    readonly handlers: readonly StateHandler[];
    readonly evolutions: readonly Evolution[];
    readonly revision?: string;
}): AggregateDefinition {
    return { kind: 'aggregate', ...definition };
}

export interface ProjectionDefinition {
    readonly kind: 'projection';
    readonly name: string;
    readonly key: string;
    /** The length of a tumbling window in milliseconds, by event time. */
    readonly window?: number;
    readonly settings: PartSettings;
    readonly initial: (key: string) => object;
    readonly evolutions: readonly Evolution[];
    readonly queries: readonly ProjectionQuery[];
    /** Changes with what its rows are made of, or how: rows of another revision are made anew. */
    readonly revision?: string;
    /** Its fields, for stores that keep rows in tables. */
    readonly columns?: readonly ProjectionColumn[];
    /** Those by which its queries choose rows. */
    readonly indexed?: readonly string[];
}

export interface ProjectionQuery {
    readonly query: string;
    /** What is wrong with parameters; nothing is looked at unless given. */
    readonly validate?: Validator;
    /** Chooses among the rows. */
    readonly answer: (rows: readonly object[], parameters: unknown) => unknown;
    /** Values that the rows which it chooses have in some fields, so that not all rows have to be read; it may be given others all the same. */
    readonly equal?: (parameters: unknown) => Readonly<Record<string, unknown>>;
}

/** A query answered from the rows of a projection, its types kept together. */
export function answers<Row extends object, Parameters extends object>(
    query: string,
    answer: (rows: readonly Row[], parameters: Parameters) => unknown,
    options: { readonly validate?: Validator; readonly equal?: (parameters: Parameters) => { readonly [Field in keyof Row]?: unknown } } = {},
): ProjectionQuery {
    const { validate, equal } = options;
    return {
        query,
        answer: (rows, parameters) => answer(rows as readonly Row[], parameters as Parameters),
        ...(validate && { validate }),
        ...(equal && { equal: (parameters: unknown) => equal(parameters as Parameters) }),
    };
}

/** Which rows a query gives, in which order, and how many at most. */
export function selectRows<Row extends object>(
    rows: readonly Row[],
    { where, compare, limit }: { readonly where?: (row: Row) => boolean; readonly compare?: (left: Row, right: Row) => number; readonly limit?: number },
): readonly Row[] {
    const found = where ? rows.filter(where) : rows;
    const sorted = compare ? [...found].sort(compare) : found;
    return limit === undefined ? sorted : sorted.slice(0, limit);
}

export interface ProcessDefinition {
    readonly kind: 'process';
    readonly name: string;
    readonly key: string;
    readonly settings: PartSettings;
    readonly initial: (key: string) => object;
    readonly starts: readonly ProcessStep[];
    readonly anywhere: readonly ProcessStep[];
    readonly states: Readonly<Record<string, ProcessState>>;
    /** Makes the command that takes a step back, by the name that the step gave it. */
    readonly undos: Readonly<Record<string, Undo>>;
}

/** Time and ids, where there is no message: in schedules, timers and undos. */
export type TimeAndIds = Omit<HandlerContext, 'envelope'>;

export type Undo = (data: object, context: TimeAndIds) => Awaitable<Output>;

/** What takes a step back, its types kept together. */
export function undoes<Data extends object>(make: (data: Data, context: TimeAndIds) => Awaitable<Output>): Undo {
    return (data, context) => make(data as Data, context);
}

export interface ProcessState {
    readonly steps: readonly ProcessStep[];
    readonly timers: readonly ProcessTimer[];
}

export interface ProcessStep {
    readonly message: MessageDefinition<object>;
    readonly keyOf: (event: object) => string;
    readonly applies: (event: object, data: object) => boolean;
    /** What the process remembers of the event. */
    readonly remember: (data: object, event: object) => object;
    readonly take: (event: object, data: object, context: HandlerContext) => Awaitable<Steps>;
}

export interface ProcessTimer {
    /** Milliseconds since the state was entered. */
    readonly after: number;
    readonly take: (data: object, context: TimeAndIds) => Awaitable<Steps>;
}

/** What a process remembers after a step, and what it does. */
export interface Steps {
    readonly data: object;
    readonly actions: readonly ProcessAction[];
}

export type ProcessAction =
    | { readonly kind: 'send'; readonly output: Output; readonly undo?: string }
    | { readonly kind: 'go'; readonly state: string }
    | { readonly kind: 'compensate' }
    | { readonly kind: 'end' };

/** A step of a process, its types kept together. */
export function step<Event extends object, Data extends object>(
    message: MessageDefinition<Event>,
    options: {
        readonly keyOf: (event: Event) => string;
        readonly applies?: (event: Event, data: Data) => boolean;
        readonly remember?: (data: Data, event: Event) => Data;
        readonly take: (event: Event, data: Data, context: HandlerContext) => Awaitable<Steps>;
    },
): ProcessStep {
    return {
        message,
        keyOf: event => options.keyOf(event as Event),
        applies: (event, data) => options.applies?.(event as Event, data as Data) ?? true,
        remember: (data, event) => options.remember?.(data as Data, event as Event) ?? data,
        take: (event, data, context) => options.take(event as Event, data as Data, context),
    };
}

/** What happens after a time in a state. */
export function timer<Data extends object>(after: number, take: (data: Data, context: TimeAndIds) => Awaitable<Steps>): ProcessTimer {
    return { after, take: (data, context) => take(data as Data, context) };
}
