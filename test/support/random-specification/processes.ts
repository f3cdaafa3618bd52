import type { Choices } from './choices.js';
import { nameIn, type Block, type ContextDescription, type FieldDescription, type MessageDescription } from './description.js';
import { randomCondition, randomValue } from './expressions.js';
import { randomDocumentation } from './messages.js';
import { audible, randomOutput, rootOf, sendable, type Sources } from './outcomes.js';
import { fits, resolve, widened } from './types.js';
import { writeField } from './write.js';

const stateNames = ['waiting', 'paying', 'end', 'state', 'done'];

/** A process that starts on one of the context's events and leaves every state again. */
export function randomProcess(choices: Choices, context: ContextDescription, events: MessageDescription[], contexts: ContextDescription[]): Block {
    const start = choices.pick(events);
    const remembered: FieldDescription[] = start.fields
        .filter(({ role, name }) => role === 'payload' && !['start', 'on', 'state'].includes(name) && choices.chance(50))
        .map(field => ({ ...field, type: choices.chance(30) ? widened(choices, field.type, context.types) : field.type, annotations: field.annotations.filter(text => text.startsWith('@format')), documentation: undefined, default: undefined }));
    const sends = sendable(context, contexts);
    const sources = (event: MessageDescription | undefined): Sources => ({
        context, key: context.keyName, complete: true,
        roots: [...(event ? [rootOf(event)] : []), { root: 'state', fields: remembered }],
    });
    const send = (event: MessageDescription | undefined) => {
        const undo = choices.chance(40) ? ` undo ${randomOutput(choices, choices.pick(sends), sources(undefined))}` : '';
        return `send ${randomOutput(choices, choices.pick(sends), sources(event))}${undo}`;
    };
    const actions = (event: MessageDescription | undefined, last: string) => [
        ...(event && remembered.length > 0 && choices.chance(50) ? setting(choices, event, remembered) : []),
        ...(choices.chance(25) && event !== start ? ['compensate'] : []),
        ...(sends.length > 0 && choices.chance(60) ? [send(event)] : []),
        last,
    ].join(' ');
    const states = choices.names(stateNames, choices.between(0, 2), new Set());
    const others = events.filter(event => event !== start);
    const foreign = choices.some(audible(context, contexts), 0, 1).flatMap(event => {
        const key = randomValue(choices, { ...context.keyType, optional: false }, { context, roots: [rootOf(event)] });
        if (key === undefined) return [];
        context.uses.add(event.context);
        return [`on ${nameIn(context, event.context, event.name)} key ${key} -> ${actions(event, 'end')}`];
    });
    const next = (index: number) => (index < states.length ? `go ${states[index]}` : 'end');
    return {
        documentation: randomDocumentation(choices),
        head: `process ${context.noun}Flow by ${context.keyName}`,
        lines: [
            ...remembered.map(field => writeField(field, context)),
            `start on ${start.name}${choices.chance(25) ? ` where ${randomCondition(choices, { context, roots: [rootOf(start)] })}` : ''} -> ${actions(start, next(0))}`,
            ...foreign,
            ...states.map((name, index): Block => ({
                head: `state ${name}`,
                lines: [
                    ...choices.some(others, 0, 2).map(event => `on ${event.name} -> ${actions(event, next(index + 1))}`),
                    `after ${choices.pick(['2\0hours', '30s', '1.5h', '14\0days'])} -> ${actions(undefined, next(index + 1))}`,
                ],
            })),
        ],
    };
}

function setting(choices: Choices, event: MessageDescription, remembered: FieldDescription[]): string[] {
    const field = choices.pick(remembered);
    const source = event.fields.find(({ name, role }) => name === field.name && role === 'payload');
    return source && fits(source.type, field.type) && !resolve(field.type).optional ? [`set { ${field.name} = event¦.¦${field.name} }`] : [];
}
