import type { Field, FlowModel, Message, Origin, Type, TypeDeclaration } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';
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

/**
 * Every type that some messages are made of, where it is written: their own fields, and those of the types that they use, each
 * type once. Types of other systems are left out.
 */
export function writtenTypesOf(messages: readonly Message[], model: FlowModel, graph: FlowGraph): WrittenType[] {
    const types = new Map(model.types.map(type => [type.id, type]));
    const found: WrittenType[] = [];
    const seen = new Set<string>();
    for (const message of messages) {
        const pending: (Message | TypeDeclaration)[] = [message];
        for (let holder = pending.pop(); holder; holder = pending.pop()) {
            const { name: owner, origin } = holder;
            const written: WrittenType[] = holder.fields.map(field => ({ type: field.type, field, name: field.name, origin: field.origin, owner, message }));
            if ('alias' in holder && holder.alias) written.push({ type: holder.alias, name: owner, origin, owner, message });
            found.push(...written);
            for (const { type } of written) {
                for (const part of partsOf(type)) {
                    const declaration = part.kind === 'named' ? types.get(part.reference.target ?? '') : undefined;
                    if (!declaration || seen.has(declaration.id) || graph.isExternal(declaration)) continue;
                    seen.add(declaration.id);
                    pending.push(declaration);
                }
            }
        }
    }
    return found;
}

/** The messages that a context promises to others, in the version that it promises now. */
export function publicMessages(model: FlowModel, graph: FlowGraph): Message[] {
    return model.messages.filter(message => message.public && message.latest && !graph.isExternal(message));
}
