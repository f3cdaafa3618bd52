import type { Choices } from './choices.js';
import type { Block, ContextDescription, FieldDescription, MessageDescription, QueryDescription } from './description.js';
import { randomLiteral } from './expressions.js';
import { randomDocumentation } from './messages.js';
import { resolve } from './types.js';

/** What a context's own parts take and tell. */
interface Told {
    commands: readonly MessageDescription[];
    events: readonly MessageDescription[];
    /** Of them, those of its aggregate. */
    decided: readonly MessageDescription[];
    told: readonly MessageDescription[];
}

/** Scenarios in which everything can happen that is said; whether they hold, nobody knows. */
export function randomScenarios(choices: Choices, context: ContextDescription, { commands, events, decided, told }: Told): Block[] {
    const answers = answersOf(choices, context);
    return Array.from({ length: choices.between(0, 2) }, (_, index) => {
        const alone = decided.length > 0 && choices.chance(40);
        const [taken, given] = alone ? [decided, told] : [commands, events];
        const title = `"${context.name.replaceAll(' ', '\0')}\0${index}"`;
        const facts = told.length > 0 && choices.chance(50) ? [`given ${list(choices, context, told)}`] : [];
        if (!alone) facts.push(...choices.some(answers, 0, 2), ...choices.some(changesOf(choices, context), 0, 1), ...context.queries.flatMap(query => (choices.chance(50) ? stated(choices, context, query) : [])));
        const time = () => (choices.chance(30) ? [`after ${choices.pick(['5s', '2\0hours', '30\0days'])}`] : []);
        const round = () => [...(taken.length > 0 ? [`when ${list(choices, context, taken)}`] : ['after 1\0day']), ...time(), `then ${expectations(choices, context, { given, commands, alone })}`];
        const questions = alone ? [] : choices.some([...context.queries.map(query => question(choices, context, query)), ...listsIn(context).map(name => `when ${name} then answer []`)], 0, 2);
        return {
            documentation: randomDocumentation(choices),
            head: `scenario ${title}${alone ? ` for ${context.noun}` : ''}`,
            lines: [...facts, ...time(), ...round(), ...(choices.chance(30) ? round() : []), ...questions],
        };
    });
}

/** A question to the context's service, and what it is said to answer, right or wrong. */
function question(choices: Choices, context: ContextDescription, { name, parameters, result }: QueryDescription): string {
    const asked = said(choices, context, { name, fields: parameters });
    const expected = randomLiteral(choices, result, { context, roots: [] }, 2);
    // Of some types nothing can be written out, and of those that cannot be missing not even that.
    return `when ${asked} then ${expected ?? (resolve(result).optional ? 'null' : undefined) ? `answer ${expected ?? 'null'}` : 'nothing'}`;
}

function stated(choices: Choices, context: ContextDescription, { name, result }: QueryDescription): string[] {
    const value = randomLiteral(choices, result, { context, roots: [] }, 1);
    return value === undefined ? [] : [`given ${name} -> answer ${value}`];
}

/** What events make of rows and states where code says it. */
function changesOf(choices: Choices, { parts }: ContextDescription): string[] {
    return parts.flatMap(({ head, lines = [] }) => {
        const [, name] = /^(?:projection|aggregate) (\S+)/.exec(head) ?? [];
        return name === undefined ? [] : lines.flatMap(line => {
            const event = typeof line === 'string' ? /^on (\S+) by code$/.exec(line)?.[1] : undefined;
            return event === undefined ? [] : [`given ${event} -> ${choices.pick(['no ', ''])}${name}`];
        });
    });
}

/** Queries of the context's projection, answered from its rows. */
function listsIn({ parts }: ContextDescription): string[] {
    return parts.flatMap(({ lines = [] }) => lines.flatMap(line => (typeof line === 'string' ? /\bquery (List\w+)/.exec(line)?.[1] ?? [] : [])));
}

function list(choices: Choices, context: ContextDescription, messages: readonly MessageDescription[]): string {
    return Array.from({ length: choices.between(1, 2) }, () => choices.pick([...messages])).map(message => said(choices, context, message)).join(' and ');
}

function said(choices: Choices, context: ContextDescription, { name, fields }: Pick<MessageDescription, 'name' | 'fields'>): string {
    const assignments = choices.some(fields, 0, 3).flatMap(field => assignment(choices, context, field));
    return `${name}${assignments.length > 0 ? ` { ${assignments.join(' ')} }` : choices.chance(5) ? ' {}' : ''}`;
}

/** Without anything that has to be worked out. */
function assignment(choices: Choices, context: ContextDescription, { name, type }: FieldDescription): string[] {
    const value = randomLiteral(choices, type, { context, roots: [] }, 2);
    return value === undefined ? [] : [`${name} = ${value}`];
}

function expectations(choices: Choices, context: ContextDescription, { given, commands, alone }: { given: readonly MessageDescription[]; commands: readonly MessageDescription[]; alone: boolean }): string {
    if (choices.chance(10)) return 'nothing';
    const stands = alone ? [] : standsIn(context);
    const one = () => {
        const chance = choices.between(0, 5);
        if (chance === 0) return choices.pick(['reject', 'reject "because"']);
        if (chance === 1 && commands.length > 0) return `no ${choices.pick(['', 'send '])}${said(choices, context, choices.pick([...commands]))}`;
        if (chance === 2 && alone) return `${choices.pick(['', 'no '])}${context.noun}`;
        if (chance <= 3 && stands.length > 0) return choices.pick(stands);
        return given.length === 0 ? 'reject' : `${choices.pick(['', '', 'no ', '2 '])}${said(choices, context, choices.pick([...given]))}`;
    };
    return Array.from({ length: choices.between(1, 3) }, one).join(' and ');
}

/** Where the instances of the context's processes may stand. */
function standsIn({ parts }: ContextDescription): string[] {
    return parts.filter(({ head }) => head.startsWith('process ')).flatMap(({ head, lines = [] }) => {
        const name = head.split(' ')[1]!;
        const states = lines.flatMap(line => (typeof line === 'object' && line.head.startsWith('state ') ? [line.head.slice('state '.length)] : []));
        return [`${name} ended`, `no ${name}`, ...states.map(state => `${name} in ${state}`)];
    });
}

/** What code may make of the commands of the context's service: one of the outcomes that it has, or nothing. */
function answersOf(choices: Choices, { parts }: ContextDescription): string[] {
    const handlings = parts.filter(({ head }) => head.startsWith('service ')).flatMap(({ lines = [] }) => lines.filter(line => typeof line === 'string'));
    return handlings.flatMap(line => {
        const [, command, outcome] = /^handle (\S+)(?: by code)? -> (.*)$/.exec(line) ?? [];
        if (command === undefined || outcome === undefined) return [];
        let plain = outcome.replace(/"(?:[^"\\]|\\.)*"/g, (text, offset: number) => (outcome.slice(0, offset).endsWith('reject ') ? text : '""'));
        while (/\{[^{}]*\}/.test(plain)) plain = plain.replace(/ ?\{[^{}]*\}/g, '');
        const alternatives = plain.replaceAll(/¦\?| by code/g, '').replaceAll(/\bmany ((?:send )?\S+)/g, '$1 and $1').split(' or ');
        return [`given ${command} -> ${choices.pick(['nothing', ...alternatives, ...alternatives])}`];
    });
}
