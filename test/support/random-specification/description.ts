/** What a random system holds, before it becomes text. References are objects, so that only what exists can be named. */
export interface SystemDescription {
    name: string | undefined;
    /** What holds for every channel. */
    clauses: string[];
    brokers: BrokerDescription[];
    contexts: ContextDescription[];
    actors: ActorDescription[];
}

export interface BrokerDescription {
    name: string;
    kind: string;
    replication: number | undefined;
}

export interface ContextDescription {
    name: string;
    external: boolean;
    /** What the context is about: its aggregate, its messages and its key are named after it. */
    noun: string;
    keyName: string;
    keyType: TypeDescription;
    uses: Set<ContextDescription>;
    types: DeclaredType[];
    messages: MessageDescription[];
    queries: QueryDescription[];
    channels: ChannelDescription[];
    /** Services, aggregates, projections and processes, and their scenarios, as lines of text. */
    parts: Block[];
}

export type PrimitiveName = 'string' | 'int' | 'long' | 'decimal' | 'float' | 'boolean' | 'uuid' | 'date' | 'time' | 'timestamp' | 'duration' | 'bytes' | 'json';

export type TypeDescription = (
    | { kind: 'primitive'; name: PrimitiveName; limits: string; format?: 'email' }
    | { kind: 'named'; declaration: DeclaredType }
    | { kind: 'list'; element: TypeDescription; limits: string }
    | { kind: 'map'; value: TypeDescription }
    | { kind: 'union'; alternatives: TypeDescription[] }
) & { optional: boolean };

export interface DeclaredType {
    context: ContextDescription;
    name: string;
    kind: 'record' | 'alias' | 'enum';
    fields: FieldDescription[];
    alias: TypeDescription | undefined;
    values: string[];
}

export interface FieldDescription {
    name: string;
    role: 'payload' | 'key' | 'header';
    type: TypeDescription;
    annotations: string[];
    default: string | undefined;
    documentation: string | undefined;
}

export interface MessageDescription {
    context: ContextDescription;
    kind: 'event' | 'command';
    name: string;
    public: boolean;
    version: number;
    fields: FieldDescription[];
    /** The version before, if this one says how to read it. */
    older: MessageDescription | undefined;
    upcast: string[];
    /** Who handles the command; sends go forward along the contexts only, so that no flow is a circle. */
    handler: 'aggregate' | 'service' | 'external' | undefined;
    annotations: string[];
    documentation: string | undefined;
}

export interface QueryDescription {
    context: ContextDescription;
    name: string;
    public: boolean;
    parameters: FieldDescription[];
    result: TypeDescription;
}

export interface ChannelDescription {
    kind: 'topic' | 'queue';
    name: string;
    broker: BrokerDescription | undefined;
    carries: MessageDescription[];
    clauses: string[];
}

export interface ActorDescription {
    name: string;
    sends: string[];
    asks: string[];
    sees: string[];
}

/** A line of text and the lines in its braces; without `lines` there are no braces. */
export interface Block {
    documentation?: string | undefined;
    head: string;
    lines?: (string | Block)[];
}

/** The name by which `context` knows what `owner` holds. */
export function nameIn(context: ContextDescription | undefined, owner: ContextDescription, name: string): string {
    return context === owner ? name : `${owner.name}¦.¦${name}`;
}
