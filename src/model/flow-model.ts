/**
 * The resolved flow as plain, serializable data: what every rule, generator, picture and answer reads.
 * No syntax tree, no editor protocol. Elements refer to each other by id; an id is the qualified name
 * (`Ordering.OrderPlaced`). The latest version of a message owns the bare id, an older one is `…@1`.
 */

import type { Scenario } from './scenarios/scenario.js';

/** Lines and characters count from 0, as in the language server protocol. */
export interface Position {
    line: number;
    character: number;
}

/** `end` is exclusive. */
export interface Range {
    start: Position;
    end: Position;
}

/** Where something was written: `range` spans the element's name or keyword, not its body. */
export interface Origin {
    uri: string;
    range: Range;
}

/** A name that was written, and the id of what it names; without `target` nothing of that name exists. */
export interface Reference {
    text: string;
    target?: string;
    origin: Origin;
}

/** A clause's value: as written (with `origin`) or the language's default (`isDefault`); `inherited`: written once for the whole system. */
export interface Setting<T> {
    value: T;
    isDefault: boolean;
    inherited?: boolean;
    origin?: Origin;
    /** Of a setting that names fields: where each of the names is written. */
    origins?: Origin[];
}

export interface Element {
    id: string;
    name: string;
    /** The `///` text above the declaration, without the slashes; lines joined by `\n`. */
    documentation?: string;
    origin: Origin;
    annotations: Annotation[];
}

export interface Annotation {
    name: string;
    arguments: AnnotationArgument[];
    origin: Origin;
}

export interface AnnotationArgument {
    name?: string;
    /** A name is given as its text; a date as `YYYY-MM-DD`. */
    value: string | number;
}

export interface FlowModel {
    /** A sound model has at most one. */
    systems: Element[];
    brokers: Broker[];
    contexts: Context[];
    messages: Message[];
    queries: Query[];
    types: TypeDeclaration[];
    enums: EnumDeclaration[];
    channels: Channel[];
    services: Service[];
    aggregates: Aggregate[];
    projections: Projection[];
    processes: Process[];
    actors: Actor[];
    scenarios: Scenario[];
}

export type BrokerKind = 'memory' | 'kafka' | 'rabbitmq' | 'nats' | 'redis';

export interface Broker extends Element {
    kind: BrokerKind;
    replication: Setting<number>;
}

/** A context may be opened in several files: `origins` has each opening, `origin` the first. */
export interface Context extends Element {
    external: boolean;
    owner?: string;
    relations: ContextRelation[];
    origins: Origin[];
}

export interface ContextRelation {
    context: Reference;
    kind?: 'customer' | 'conformist' | 'partner' | 'anticorruption';
    origin: Origin;
}

/** What belongs to a context: messages, types, channels, parts. `context` is the context's id. */
export interface Member extends Element {
    context: string;
}

export interface Message extends Member {
    kind: 'event' | 'command';
    public: boolean;
    version: number;
    /** True of the highest version of this name. */
    latest: boolean;
    fields: Field[];
    upcasts: Upcast[];
}

/** How a message of an older version becomes one of this version: what its new fields get. */
export interface Upcast {
    from: number;
    assignments: Assignment[];
    origin: Origin;
}

export interface Query extends Member {
    public: boolean;
    parameters: Field[];
    result: Type;
    /** The id of the projection that declares and answers it; without one a service answers. */
    projection?: string;
    condition?: Expression;
    sort?: { by: Expression; descending: boolean };
    limit?: number;
}

export interface TypeDeclaration extends Member {
    fields: Field[];
    /** `type Sku = string(1..40)`: another name for a type; then there are no fields. */
    alias?: Type;
}

export interface EnumDeclaration extends Member {
    values: EnumValue[];
}

export interface EnumValue {
    name: string;
    documentation?: string;
    annotations: Annotation[];
    origin: Origin;
}

export interface Field {
    name: string;
    documentation?: string;
    /** `key` orders and addresses the message; `header` travels in the envelope, not in the payload. */
    role: 'payload' | 'key' | 'header';
    type: Type;
    annotations: Annotation[];
    default?: Expression;
    origin: Origin;
}

export const primitiveNames = ['string', 'int', 'long', 'decimal', 'float', 'boolean', 'uuid', 'date', 'time', 'timestamp', 'duration', 'bytes', 'json'] as const;

export type PrimitiveName = (typeof primitiveNames)[number];

/** Inclusive bounds; a missing one is open. */
export interface Bounds {
    minimum?: number;
    maximum?: number;
}

/** `optional` says that a value may be missing: the field is then left out on the wire, never `null`. */
export type Type = (
    | { kind: 'primitive'; name: PrimitiveName; bounds?: Bounds; pattern?: string }
    | { kind: 'named'; reference: Reference }
    | { kind: 'list'; element: Type; bounds?: Bounds }
    | { kind: 'map'; value: Type }
    | { kind: 'union'; alternatives: Type[] }
) & { optional: boolean; origin: Origin };

/** A length of time in milliseconds. */
export type Milliseconds = number;

export type Retention = { kind: 'duration'; milliseconds: Milliseconds } | { kind: 'size'; bytes: number } | { kind: 'forever' };
export type Ordering = { kind: 'key' } | { kind: 'none' } | { kind: 'field'; field: string };
export type DeliveryGuarantee = 'at-most-once' | 'at-least-once' | 'exactly-once';

/** `times` retries after the first attempt; the wait doubles from `from` up to `to`. */
export interface Retry {
    times: number;
    from: Milliseconds;
    to: Milliseconds;
}

/** A topic or a queue. `implied`: not written, but given to a message that no written channel carries. */
export interface Channel extends Member {
    kind: 'topic' | 'queue';
    implied: boolean;
    /** The name of the broker; `memory` where the spec names none. */
    broker: Setting<string>;
    brokerKind: BrokerKind;
    /** What was written after `on`, for a name that does not resolve. */
    brokerReference?: Reference;
    carries: Reference[];
    /** The name on the broker. */
    physicalName: Setting<string>;
    partitions: Setting<number>;
    orderBy: Setting<Ordering>;
    routeBy: Setting<string[]>;
    retain: Setting<Retention>;
    compact: Setting<boolean>;
    deliver: Setting<DeliveryGuarantee>;
    retry: Setting<Retry>;
    /** A queue's dead letter queue; on a topic each subscription has one, named after it, unless one is written. */
    deadLetter: Setting<string>;
    timeToLive?: Setting<Milliseconds>;
    delay?: Setting<Milliseconds>;
    priority?: Setting<{ lowest: number; highest: number }>;
    limit?: Setting<{ kind: 'messages'; count: number } | { kind: 'size'; bytes: number }>;
    rate?: Setting<{ count: number; per: Milliseconds }>;
    deduplicate?: Setting<Milliseconds>;
}

export interface PartSettings {
    concurrency: Setting<number>;
    /** The field that makes handling idempotent; the default is the message's id. */
    idempotentBy: Setting<string>;
    timeout: Setting<Milliseconds>;
    group: Setting<string>;
    batch?: Setting<{ count: number; within: Milliseconds }>;
}

export interface Service extends Member {
    kind: 'service';
    handles: Handling[];
    reactions: Reaction[];
    answers: Answer[];
    schedules: Schedule[];
    settings: PartSettings;
}

export interface Aggregate extends Member {
    kind: 'aggregate';
    key: string;
    keyOrigin: Origin;
    store: Setting<'events' | 'state'>;
    fields: Field[];
    handles: Handling[];
    evolutions: Evolution[];
    settings: PartSettings;
}

export interface Projection extends Member {
    kind: 'projection';
    key: string;
    keyOrigin: Origin;
    /** The length of a tumbling window by event time. */
    window?: Milliseconds;
    fields: Field[];
    evolutions: Evolution[];
    /** Ids of the queries that this projection answers. */
    queries: string[];
    settings: PartSettings;
}

export interface Process extends Member {
    kind: 'process';
    key: string;
    keyOrigin: Origin;
    /** What the process remembers: filled from incoming messages by name and type, and by `set`. */
    fields: Field[];
    starts: ProcessStep[];
    /** Steps taken in whatever state the process is in. */
    anywhere: ProcessStep[];
    states: ProcessState[];
    settings: PartSettings;
}

export type Part = Service | Aggregate | Projection | Process;

/** A part that keeps state by a key. */
export type KeyedPart = Exclude<Part, Service>;

/**
 * A command and its one handler. `branches` are tried in order; one without a condition always applies.
 * `byCode` is what was written; `codeDecides` adds the cases in which code is needed anyway: no outcome,
 * a choice, or a field that nothing fills.
 */
export interface Handling {
    command: Reference;
    key?: Expression;
    byCode: boolean;
    codeDecides: boolean;
    branches: Branch[];
    origin: Origin;
}

export interface Branch {
    condition?: Expression;
    outcome: Outcome;
    origin: Origin;
}

export interface Reaction {
    event: Reference;
    condition?: Expression;
    byCode: boolean;
    codeDecides: boolean;
    outcome?: Outcome;
    origin: Origin;
}

export interface Answer {
    query: Reference;
    byCode: boolean;
    origin: Origin;
}

export interface Schedule {
    every: { kind: 'interval'; milliseconds: Milliseconds } | { kind: 'cron'; expression: string; origin: Origin };
    outcome: Outcome;
    codeDecides: boolean;
    origin: Origin;
}

/** Any one of `alternatives`; all of a group's `parts`. */
export interface Outcome {
    alternatives: OutcomePart[][];
    origin: Origin;
}

export type OutcomePart =
    | { kind: 'reject'; reason: string; origin: Origin }
    | ({ kind: 'publish' | 'send'; many: boolean; optional: boolean } & MessageOutput);

/** A message that goes out and how each of its fields is filled, in the order of its fields. */
export interface MessageOutput {
    message: Reference;
    assignments: Assignment[];
    byCode: boolean;
    filling: FieldFilling[];
    origin: Origin;
}

/** `code`: nothing in the spec fills it. `optional` and `default`: left out, or the field's own default. */
export interface FieldFilling {
    field: string;
    from: 'assignment' | 'message' | 'state' | 'key' | 'default' | 'optional' | 'code';
}

export interface Assignment {
    field: string;
    operator: '=' | '+=' | '-=';
    value: Expression;
    origin: Origin;
}

export type Statement =
    | ({ kind: 'assign' } & Assignment)
    | { kind: 'append'; field: string; value: Expression; origin: Origin }
    | { kind: 'remove'; field: string; value: Expression; origin: Origin }
    | { kind: 'removeWhere'; field: string; condition: Expression; origin: Origin }
    | { kind: 'delete'; origin: Origin };

export interface Evolution {
    event: Reference;
    /** Which row or instance the event belongs to; by default the event's field of the part's key name. */
    key?: Expression;
    condition?: Expression;
    byCode: boolean;
    statements: Statement[];
    origin: Origin;
}

export interface ProcessStep {
    event: Reference;
    key?: Expression;
    condition?: Expression;
    actions: ProcessAction[];
    origin: Origin;
}

export interface ProcessState {
    name: string;
    documentation?: string;
    steps: ProcessStep[];
    timers: Timer[];
    origin: Origin;
}

export interface Timer {
    after: Milliseconds;
    actions: ProcessAction[];
    origin: Origin;
}

export type ProcessAction =
    | ({ kind: 'send'; undo?: MessageOutput } & MessageOutput)
    | { kind: 'go'; state: Reference; origin: Origin }
    | { kind: 'set'; assignments: Assignment[]; origin: Origin }
    | { kind: 'compensate'; origin: Origin }
    | { kind: 'end'; origin: Origin };

/** Roots of a path: the incoming message (`event` or `command`), the `query`, the part's `state`, a list's `item`. */
export type PathRoot = 'event' | 'command' | 'query' | 'state' | 'item';

/** `type` is set by the type checker where the expression has one. */
export type Expression = (
    | { kind: 'text'; value: string }
    | { kind: 'number'; value: string }
    | { kind: 'boolean'; value: boolean }
    | { kind: 'null' }
    | { kind: 'duration'; milliseconds: Milliseconds }
    | { kind: 'date'; value: string }
    | { kind: 'list'; items: Expression[] }
    /** Of a map: its keys and values. `as`: the type that it says it is of; `tag`, once typed: the name of its type, where it stands for one of several. */
    | { kind: 'record'; assignments: Assignment[]; as?: Reference; tag?: string }
    /** `origins`: where each of the segments is written. */
    | { kind: 'path'; root: PathRoot; segments: string[]; origins: Origin[] }
    /** A bare or qualified enum value as written (`payment`, `CancelReason.payment`); `enum` and `value` once typed. `origins`: of its parts. */
    | { kind: 'name'; text: string; origins: Origin[]; enum?: string; value?: string }
    | { kind: 'not'; operand: Expression }
    | { kind: 'negate'; operand: Expression }
    | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
    | { kind: 'conditional'; condition: Expression; then: Expression; else: Expression }
    | { kind: 'call'; function: string; arguments: Expression[] }
) & { origin: Origin; type?: ExpressionType };

export type BinaryOperator = '*' | '/' | '+' | '-' | '==' | '!=' | '<=' | '>=' | '<' | '>' | 'and' | 'or';

/** A type without its origin or bounds: what matters in an expression. */
export type ExpressionType = (
    | { kind: 'primitive'; name: PrimitiveName }
    | { kind: 'named'; target: string }
    | { kind: 'list'; element: ExpressionType }
    | { kind: 'map'; value: ExpressionType }
    | { kind: 'union'; alternatives: ExpressionType[] }
    | { kind: 'null' }
) & { optional: boolean };

/** A person or a system at the edge. */
export interface Actor extends Element {
    sends: Reference[];
    asks: Reference[];
    sees: Reference[];
}
