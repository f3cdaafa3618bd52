import { RejectedMessage } from '../broker.js';

/** What is wrong with some data, one sentence each; empty when it is valid. */
export type Validator = (data: unknown) => readonly string[];

/** A check compiled from a schema; after it has failed, `errors` says why. */
export interface SchemaCheck {
    (data: unknown): boolean;
    errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null;
}

const nothing: readonly never[] = [];

/** A validator that tells what a compiled check found. */
export function schemaValidator(check: SchemaCheck): Validator {
    return data => (check(data) ? nothing : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath === '' ? 'it' : instancePath.slice(1)} ${message ?? 'is not valid'}`));
}

/** A message of the specification: where it travels, how it is addressed, what its data must be. */
export interface MessageDefinition<Data extends object> {
    /** `Ordering.OrderPlaced`. */
    readonly name: string;
    /** The envelope's type: `Ordering.OrderPlaced.v1`. */
    readonly type: string;
    readonly kind: 'event' | 'command';
    /** The physical name of the channel that carries it. */
    readonly channel: string;
    /** The field that orders and addresses it. */
    readonly key?: string;
    /** Fields that travel as envelope attributes too. */
    readonly headers: readonly string[];
    /** The envelope types that `parse` reads: the message's own, and those of older versions that can be brought up to it. */
    readonly reads: readonly string[];
    /** Data of this message from an envelope's; throws `RejectedMessage` where it is not valid. */
    parse(type: string, data: unknown): Data;
}

/** An older version of a message and how it becomes the current one. */
export interface OlderVersion<Data extends object> {
    readonly type: string;
    readonly validate: Validator;
    upcast(data: unknown): Data;
}

/** An older version and how it becomes the current one, their types kept together. */
export function olderVersion<Old extends object, Data extends object>(type: string, validate: Validator, upcast: (old: Old) => Data): OlderVersion<Data> {
    return { type, validate, upcast: data => upcast(data as Old) };
}

/** Makes a message's definition from what the specification says of it. */
export function defineMessage<Data extends object>(
    message: Omit<MessageDefinition<Data>, 'reads' | 'parse'> & { readonly validate: Validator; readonly older?: readonly OlderVersion<Data>[] },
): MessageDefinition<Data> {
    const { validate, older = [], ...definition } = message;
    const check = (name: string, validator: Validator, data: unknown) => {
        const problems = validator(data);
        if (problems.length > 0) throw new RejectedMessage(`The data is no valid ${name}: ${problems.join('; ')}.`);
    };
    const bringUp = (type: string, data: unknown): unknown => {
        const version = older.find(candidate => candidate.type === type);
        if (!version) return data;
        check(type, version.validate, data);
        return version.upcast(data);
    };
    return {
        ...definition,
        reads: [message.type, ...older.map(({ type }) => type)],
        parse(type, data) {
            const current = type === message.type ? data : bringUp(type, data);
            check(message.name, validate, current);
            return current as Data;
        },
    };
}

/** Throws `RejectedMessage` where a query is asked with parameters that are not valid. */
export function assertParameters(query: string, validate: Validator | undefined, parameters: unknown): void {
    const problems = validate?.(parameters) ?? nothing;
    if (problems.length > 0) throw new RejectedMessage(`The parameters are not valid for '${query}': ${problems.join('; ')}.`);
}

/** A message to be published or sent. */
export interface Output {
    readonly message: MessageDefinition<object>;
    readonly data: object;
}

/** Says that a message of this data goes out. */
export function output<Data extends object>(message: MessageDefinition<Data>, data: Data): Output {
    return { message, data };
}

/** What a handler makes known: messages, or why it refuses. */
export interface Decision {
    readonly outputs: readonly Output[];
    readonly rejection?: string;
}

/** A decision for the messages that are given; a handler that reacts with nothing gives none. */
export function decision(outputs: readonly (Output | undefined)[], rejection?: string): Decision {
    const present = outputs.length === 0 ? nothing : outputs.filter(given => given !== undefined);
    return rejection === undefined ? { outputs: present } : { outputs: present, rejection };
}

/** A decision that makes nothing known, and says why. */
export function refused(rejection: string): Decision {
    return { outputs: [], rejection };
}

/** All of several decisions. */
export function allOf(decisions: readonly Decision[]): Decision {
    return decision(decisions.flatMap(({ outputs }) => outputs), decisions.find(({ rejection }) => rejection !== undefined)?.rejection);
}

/** `Fields` must be supplied, because nothing in the specification fills them; the others may be. */
export type Supplied<Message extends object, Fields extends keyof Message = never> = Pick<Message, Fields> & Partial<Message>;

export type Awaitable<Value> = Value | Promise<Value>;
