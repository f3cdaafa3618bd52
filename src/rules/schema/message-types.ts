import type { Field, FlowModel, Message, Origin, Type, TypeDeclaration } from '../../model/flow-model.js';
import { buildGraph } from '../../model/graph.js';
import { oncePer } from '../../model/once-per.js';
import { partsOf } from './type-parts.js';

/** A message, or a type that messages are made of. */
export interface Holder {
    holder: Message | TypeDeclaration;
    /** The first message that holds it, itself or by a named type. */
    message: Message;
}

/** A type as it is written in something that a message is made of. */
export interface WrittenType extends Holder {
    type: Type;
    /** Missing where the type is what another name of a type stands for. */
    field?: Field;
    /** The name of the field, or of the type. */
    name: string;
    origin: Origin;
}

/** The messages of our own contexts, in the version that counts now, and the types that they use, each type once. */
export const ownHolders = oncePer((model: FlowModel): readonly Holder[] => {
    const graph = buildGraph(model);
    return holdersOf(model.messages.filter(message => message.latest && !graph.isExternal(message)), model);
});

/** The messages that a context promises to others, in the version that it promises now, and the types that they use. */
export const publicHolders = oncePer((model: FlowModel): readonly Holder[] => {
    const graph = buildGraph(model);
    return holdersOf(model.messages.filter(message => message.public && message.latest && !graph.isExternal(message)), model);
});

/** Calls `visit` with every type that is written in `holders` and of which `matches` is true. */
export function visitWrittenTypes(holders: readonly Holder[], matches: (type: Type) => boolean, visit: (written: WrittenType) => void): void {
    for (const { holder, message } of holders) {
        for (const field of holder.fields) if (matches(field.type)) visit({ type: field.type, holder, message, field, name: field.name, origin: field.origin });
        if ('alias' in holder && holder.alias && matches(holder.alias)) visit({ type: holder.alias, holder, message, name: holder.name, origin: holder.origin });
    }
}

/** Some messages and the types that they use, each type once and with the first message that holds it; types of other systems are left out. */
export function holdersOf(messages: readonly Message[], model: FlowModel): Holder[] {
    const graph = buildGraph(model);
    const types = typesById(model);
    const seen = new Set<string>();
    const found: Holder[] = [];
    for (const message of messages) {
        found.push({ holder: message, message });
        const pending: TypeDeclaration[] = [];
        const enter = (type: Type) => {
            // Most types are primitive.
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
            found.push({ holder, message });
            for (const { type } of holder.fields) enter(type);
            if (holder.alias) enter(holder.alias);
        }
    }
    return found;
}

const typesById = oncePer(({ types }: FlowModel): ReadonlyMap<string, TypeDeclaration> => new Map(types.map(type => [type.id, type])));
