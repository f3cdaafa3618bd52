import { messagesById } from './by-id.js';
import { oncePer } from './once-per.js';
import { stepsOf } from './processes/process-steps.js';
import type { Expression, Field, FlowModel, KeyedPart, Message, Part, Reference } from './flow-model.js';

/** A message that a part takes, and how it says which instance or row the message belongs to. */
export interface TakenMessage {
    reference: Reference;
    /** What is written after `key`; without it the message's field of the part's key name counts. */
    key?: Expression;
    condition?: Expression;
}

/** The messages that a part takes, in the order of the specification. */
export const takenBy = oncePer((part: Part): readonly TakenMessage[] => {
    switch (part.kind) {
        case 'service': return [...part.handles.map(handling => taken(handling.command, handling)), ...part.reactions.map(reaction => taken(reaction.event, reaction))];
        case 'aggregate': return [...part.handles.map(handling => taken(handling.command, handling)), ...part.evolutions.map(evolution => taken(evolution.event, evolution))];
        case 'projection': return part.evolutions.map(evolution => taken(evolution.event, evolution));
        case 'process': return stepsOf(part).map(step => taken(step.event, step));
    }
});

/** A message that a part takes, and its field that says which instance or row it belongs to; where an expression says it there is none. */
export interface KeyedTaking {
    taken: TakenMessage;
    message: Message;
    field: Field | undefined;
}

/** What each part with a key takes and is known: aggregates first, then projections and processes. */
export const keyedTakings = oncePer((model: FlowModel): readonly { part: KeyedPart; takings: readonly KeyedTaking[] }[] => {
    const messages = messagesById(model);
    const found: { part: KeyedPart; takings: KeyedTaking[] }[] = [];
    for (const parts of [model.aggregates, model.projections, model.processes]) {
        for (const part of parts) {
            const takings: KeyedTaking[] = [];
            for (const taken of takenBy(part)) {
                const message = taken.reference.target === undefined ? undefined : messages.get(taken.reference.target);
                if (message) takings.push({ taken, message, field: keyFieldOf(message, part, taken) });
            }
            found.push({ part, takings });
        }
    }
    return found;
});

/** Whether a part takes something whose name does not resolve, so that nobody knows all of what it takes. */
export function takesUnknown(part: Part): boolean {
    return takenBy(part).some(({ reference }) => reference.target === undefined);
}

/** The field that says which instance or row of a part a message belongs to, where no expression says it. */
export function keyFieldOf(message: Message, { key: name }: KeyedPart, { key }: TakenMessage): Field | undefined {
    return key ? undefined : message.fields.find(field => field.name === name);
}

function taken(reference: Reference, { key, condition }: { key?: Expression; condition?: Expression }): TakenMessage {
    const found: TakenMessage = { reference };
    if (key) found.key = key;
    if (condition) found.condition = condition;
    return found;
}
