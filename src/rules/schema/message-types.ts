import type { Field, FlowModel, Message, Origin, Type, TypeDeclaration } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';
import { oncePer } from '../../model/once-per.js';
import { partsOf } from './type-parts.js';

/** A type as it is written in something that a message is made of. */
export interface WrittenType {
    type: Type;
    /** Missing where the type is what another name of a type stands for. */
    field?: Field;
    /** The name of the field, or of the type. */
    name: string;
    origin: Origin;
    /** The message or type that it is written in. */
    owner: string;
    /** The first message that holds it, itself or by a named type. */
    message: Message;
}

/** Some messages and the types that they use, each type once and with the first message that holds it; types of other systems are left out. */
export function* holdersOf(messages: readonly Message[], model: FlowModel, graph: FlowGraph): Generator<{ holder: Message | TypeDeclaration; message: Message }> {
    const types = typesById(model);
    const seen = new Set<string>();
    for (const message of messages) {
        yield { holder: message, message };
        // Most messages are made of primitive types alone.
        if (message.fields.every(({ type }) => type.kind === 'primitive')) continue;
        const pending: TypeDeclaration[] = [];
        const enter = (type: Type) => {
            if (type.kind === 'primitive') return;
            for (const part of partsOf(type)) {
                const declaration = part.kind === 'named' ? types.get(part.reference.target ?? '') : undefined;
                if (!declaration || seen.has(declaration.id) || graph.isExternal(declaration)) continue;
                seen.add(declaration.id);
                pending.push(declaration);
            }
        };
        for (const { type } of message.fields) enter(type);
        for (let holder = pending.pop(); holder; holder = pending.pop()) {
            yield { holder, message };
            for (const { type } of holder.fields) enter(type);
            if (holder.alias) enter(holder.alias);
        }
    }
}

const typesById = oncePer(({ types }: FlowModel): ReadonlyMap<string, TypeDeclaration> => new Map(types.map(type => [type.id, type])));

/** Every type that some messages are made of, where it is written: in their own fields, and in the types that they use. */
export function* writtenTypesOf(messages: readonly Message[], model: FlowModel, graph: FlowGraph): Generator<WrittenType> {
    for (const { holder, message } of holdersOf(messages, model, graph)) {
        const { name: owner, origin } = holder;
        for (const field of holder.fields) yield { type: field.type, field, name: field.name, origin: field.origin, owner, message };
        if ('alias' in holder && holder.alias) yield { type: holder.alias, name: owner, origin, owner, message };
    }
}

/** The messages that a context promises to others, in the version that it promises now. */
export function publicMessages(model: FlowModel, graph: FlowGraph): readonly Message[] {
    return ownMessages(model, graph).filter(message => message.public);
}

/** The messages of our own contexts, in the version that counts now. */
export function ownMessages(model: FlowModel, graph: FlowGraph): readonly Message[] {
    return model.messages.filter(message => message.latest && !graph.isExternal(message));
}
