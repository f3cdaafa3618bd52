import type { Field, FlowModel, Message } from './flow-model.js';
import { oncePer } from './once-per.js';
import { isAssignable, type TypeIndex } from './type-index.js';

/** The versions of each message that has several, the lowest first; what is declared twice is left out. */
export const versionsOf = oncePer((model: FlowModel): readonly (readonly Message[])[] => {
    const byName = new Map<string, Message[]>();
    for (const message of model.messages) {
        // Of most messages there is one version alone: those are not looked at any further.
        if ((message.latest && message.version === 1) || message.id.includes('#')) continue;
        const key = `${message.kind} ${message.context}.${message.name}`;
        const others = byName.get(key);
        if (others) others.push(message);
        else byName.set(key, [message]);
    }
    return [...byName.values()].filter(({ length }) => length > 1).map(versions => versions.sort((left, right) => left.version - right.version));
});

/** The version that an older one becomes next: the highest that has an upcast from it. */
export function nextVersionOf(older: Message, versions: readonly Message[]): Message | undefined {
    let next: Message | undefined;
    for (const candidate of versions) {
        if (candidate.version > Math.max(older.version, next?.version ?? 0) && candidate.upcasts.some(({ from }) => from === older.version)) next = candidate;
    }
    return next;
}

/** The fields that a message would lack after its upcast from an older version: not assigned, not carried over, required and without a default. A type that does not resolve fits. */
export function fieldsLackedAfterUpcast(older: Message, newer: Message, types: TypeIndex): Field[] {
    const given = types.fieldTypes(older.fields);
    const assigned = new Set(newer.upcasts.find(({ from }) => from === older.version)?.assignments.map(({ field }) => field));
    return newer.fields.filter(({ name, type, default: standard }) => {
        const expected = types.resolve(type);
        return !assigned.has(name) && !(given.has(name) && isAssignable(given.get(name), expected)) && !standard && expected?.optional === false;
    });
}
