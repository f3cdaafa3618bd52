import type { Choices } from './choices.js';
import { nameIn, type ContextDescription, type FieldDescription, type MessageDescription } from './description.js';
import { randomCondition, randomValue, type Surroundings } from './expressions.js';
import { fits, resolve } from './types.js';

/** What fills an outgoing message beyond what is carried over by name. */
export interface Sources extends Surroundings {
    key: string | undefined;
    /** Nothing but the specification fills it, as in a process: what cannot be written is left to code, and said so. */
    complete: boolean;
}

/** A message's name with what fills its fields. */
export function randomOutput(choices: Choices, message: MessageDescription, sources: Sources, mark = ''): string {
    if (message.context !== sources.context) sources.context.uses.add(message.context);
    const assignments: string[] = [];
    let open = false;
    for (const field of message.fields) {
        const carried = field.name === sources.key || sources.roots.some(({ fields }) => fields.some(({ name, type }) => name === field.name && fits(type, field.type)));
        const free = carried || resolve(field.type).optional || field.default !== undefined;
        if (free ? !choices.chance(10) : !sources.complete && choices.chance(50)) {
            open ||= !free;
            continue;
        }
        const value = field.name === sources.key ? undefined : randomValue(choices, field.type, sources);
        if (value !== undefined) assignments.push(`${field.name} = ${value}`);
        else open ||= !free;
    }
    const block = assignments.length > 0 ? ` { ${assignments.join(' ')} }` : choices.chance(5) ? ' {}' : '';
    const byCode = open && (sources.complete || choices.chance(50)) ? ' by code' : '';
    return `${nameIn(sources.context, message.context, message.name)}${mark}${block}${byCode}`;
}

interface OutcomeOptions {
    events: MessageDescription[];
    sends: MessageDescription[];
    /** A command may be refused. */
    rejects: boolean;
}

/** What a handler answers with; nothing where there is nothing to tell. */
export function randomOutcome(choices: Choices, { events, sends, rejects }: OutcomeOptions, sources: Sources): string | undefined {
    const alternatives = events.map(event => {
        const many = choices.chance(10);
        const first = `${many ? 'many ' : ''}${randomOutput(choices, event, sources, !many && choices.chance(10) ? '¦?' : '')}`;
        return sends.length > 0 && choices.chance(25) ? `${first} and send ${randomOutput(choices, choices.pick(sends), sources)}` : first;
    });
    if (alternatives.length === 0 && sends.length > 0) alternatives.push(`${choices.chance(15) ? 'many ' : ''}send ${randomOutput(choices, choices.pick(sends), sources)}`);
    if (alternatives.length > 0 && rejects && choices.chance(20)) alternatives.push('reject "not\0now"');
    return alternatives.length === 0 ? undefined : alternatives.join(' or ');
}

/** `handle COMMAND` with one outcome or with branches that tell each of `events` at least once. */
export function randomHandling(choices: Choices, command: MessageDescription, options: OutcomeOptions, sources: Sources): string {
    const key = sources.key !== undefined && choices.chance(15) ? ` key command¦.¦${sources.key}` : '';
    const head = `handle ${command.name}${key}`;
    const byCode = choices.chance(10) ? ' by code' : '';
    if (options.events.length > 0 && choices.chance(35)) {
        const branches = options.events.map(event => `when ${randomCondition(choices, sources)} -> ${randomOutcome(choices, { ...options, events: [event] }, sources)}`);
        const otherwise = choices.chance(60) ? ' otherwise -> reject "no\0way"' : '';
        return `${head}${byCode} ${branches.join(' ')}${otherwise}`;
    }
    const outcome = randomOutcome(choices, options, sources);
    return `${head}${byCode}${outcome === undefined ? '' : ` -> ${outcome}`}`;
}

/** The fields of a message as its root sees them. */
export function rootOf(message: MessageDescription): { root: string; fields: FieldDescription[] } {
    return { root: message.kind, fields: message.fields.filter(({ role }) => role !== 'header') };
}

/** Commands that `context` may send: those of later contexts, so that no flow comes round. */
export function sendable(context: ContextDescription, contexts: readonly ContextDescription[]): MessageDescription[] {
    return contexts.slice(contexts.indexOf(context) + 1).flatMap(({ messages }) => messages).filter(message => message.kind === 'command' && message.public);
}

/** Events of other contexts that `context` may hear. */
export function audible(context: ContextDescription, contexts: readonly ContextDescription[]): MessageDescription[] {
    return contexts.slice(0, contexts.indexOf(context)).flatMap(({ messages }) => messages).filter(message => message.kind === 'event' && message.public);
}
