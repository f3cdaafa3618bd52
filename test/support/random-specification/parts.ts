import type { Choices } from './choices.js';
import { nameIn, type Block, type ContextDescription, type FieldDescription, type MessageDescription, type SystemDescription } from './description.js';
import { counter, randomCondition, randomValue, type Surroundings } from './expressions.js';
import { randomDocumentation, randomFields } from './messages.js';
import { audible, randomHandling, randomOutcome, rootOf, sendable, type Sources } from './outcomes.js';
import { randomProcess } from './processes.js';
import { randomScenarios } from './scenarios.js';
import { primitive, resolve } from './types.js';
import { writeField, writeParameters } from './write.js';

/** Gives a context the parts that handle its commands, tell its events and answer its questions. */
export function addParts(choices: Choices, context: ContextDescription, { contexts }: SystemDescription): void {
    if (context.external) return;
    const commands = context.messages.filter(({ kind }) => kind === 'command');
    const events = context.messages.filter(({ kind }) => kind === 'event');
    const shares = share(choices, commands, events);
    const decided = commands.filter(({ handler }) => handler === 'aggregate');
    if (decided.length > 0) context.parts.push(aggregate(choices, context, decided, shares, contexts));
    context.parts.push(service(choices, context, commands.filter(({ handler }) => handler === 'service'), shares, contexts));
    if (choices.chance(50)) context.parts.push(projection(choices, context, events, contexts));
    if (choices.chance(40)) context.parts.push(randomProcess(choices, context, events, contexts));
    const told = [...new Set(decided.flatMap(command => shares.get(command)!))];
    context.parts.push(...randomScenarios(choices, context, { commands, events, decided, told }));
}

/** Each event is told by at least one command's handler. */
function share(choices: Choices, commands: MessageDescription[], events: MessageDescription[]): Map<MessageDescription, MessageDescription[]> {
    const shares = new Map(commands.map(command => [command, [] as MessageDescription[]]));
    for (const event of events) shares.get(choices.pick(commands))!.push(event);
    for (const [command, share] of shares) if (share.length === 0 && command.handler === 'aggregate') share.push(choices.pick(events));
    return shares;
}

function aggregate(choices: Choices, context: ContextDescription, commands: MessageDescription[], shares: Map<MessageDescription, MessageDescription[]>, contexts: ContextDescription[]): Block {
    const state = randomState(choices, context);
    const sources = (message: MessageDescription): Sources => ({ context, roots: [rootOf(message), { root: 'state', fields: state }], key: context.keyName, complete: false });
    const told = [...new Set(commands.flatMap(command => shares.get(command)!))];
    return {
        documentation: randomDocumentation(choices),
        head: `aggregate ${context.noun} by ${context.keyName}`,
        lines: [
            ...(choices.chance(50) ? [`store ${choices.pick(['events', 'state'])}`] : []),
            ...state.map(field => writeField(field, context)),
            ...commands.map(command => randomHandling(choices, command, { events: shares.get(command)!, sends: sendable(context, contexts), rejects: true }, sources(command))),
            ...told.map(event => evolution(choices, event, event.name, state, sources(event))),
            ...randomSettings(choices, context),
        ],
    };
}

/** State beside the key; each field can be there before the first event. */
function randomState(choices: Choices, context: ContextDescription): FieldDescription[] {
    const fields = randomFields(choices, context, context.types, choices.between(0, 3), new Set([context.keyName.toLowerCase(), 'counted', 'seen']))
        .map(field => (field.type.kind === 'list' && !field.type.limits.startsWith('1') ? { ...field, default: '[]', type: { ...field.type, optional: false } } : field))
        .map(field => (field.default === undefined ? { ...field, type: { ...field.type, optional: true } } : { ...field, type: { ...field.type, optional: false } }));
    const counted: FieldDescription = { name: 'counted', role: 'payload', type: counter, annotations: [], default: '0', documentation: undefined };
    const seen: FieldDescription = { ...counted, name: 'seen', type: { kind: 'list', element: primitive('string'), limits: '', optional: false }, default: '[]' };
    return [counted, ...(choices.chance(50) ? [seen] : []), ...fields];
}

function evolution(choices: Choices, event: MessageDescription, name: string, state: FieldDescription[], surroundings: Surroundings): string | Block {
    const where = choices.chance(10) ? ` where ${randomCondition(choices, surroundings)}` : '';
    if (choices.chance(20)) return `on ${name}${where} by code`;
    return { head: `on ${name}${where}`, lines: [...statements(choices, state, surroundings)] };
}

function* statements(choices: Choices, state: FieldDescription[], surroundings: Surroundings): Generator<string> {
    for (const field of choices.some(state, 0, 3)) {
        const type = resolve(field.type);
        if (field.name === 'counted') {
            yield choices.pick(['counted += 1', 'counted -= 2', 'counted = 0']);
        } else if (type.kind === 'list' && !type.optional && choices.chance(70)) {
            const value = randomValue(choices, { ...type.element, optional: false }, surroundings);
            if (value !== undefined) yield choices.pick([`append ${value} to ${field.name}`, `remove ${value} from ${field.name}`, `remove from ${field.name} where true`]);
        } else {
            const value = randomValue(choices, field.type, surroundings);
            if (value !== undefined) yield `${field.name} = ${value}`;
        }
    }
}

function service(choices: Choices, context: ContextDescription, commands: MessageDescription[], shares: Map<MessageDescription, MessageDescription[]>, contexts: ContextDescription[]): Block {
    const sends = sendable(context, contexts);
    const sources = (message: MessageDescription | undefined): Sources => ({ context, roots: message ? [rootOf(message)] : [], key: undefined, complete: false });
    const heard = choices.some(audible(context, contexts), 0, 2);
    const reactions = heard.map(event => {
        context.uses.add(event.context);
        const where = choices.chance(25) ? ` where ${randomCondition(choices, sources(event))}` : '';
        const outcome = randomOutcome(choices, { events: [], sends, rejects: false }, sources(event));
        return `on ${nameIn(context, event.context, event.name)}${where}${outcome === undefined || choices.chance(15) ? ' by code' : ''}${outcome === undefined ? '' : ` -> ${outcome}`}`;
    });
    const every = sends.length > 0 && choices.chance(20)
        ? [`every ${choices.pick(['1\0hour', '30s', '"0\0*/4\0*\0*\0*"', '"*/5\0*\0*\0JAN-MAR\0MON,7"'])} -> send ${nameIn(context, sends[0]!.context, sends[0]!.name)}`]
        : [];
    if (every.length > 0) context.uses.add(sends[0]!.context);
    return {
        documentation: randomDocumentation(choices),
        head: `service ${context.noun}Desk`,
        lines: [
            ...commands.map(command => randomHandling(choices, command, { events: shares.get(command)!, sends, rejects: true }, sources(command))),
            ...reactions,
            ...context.queries.map(({ name }) => `answer ${name}${choices.chance(20) ? ' by code' : ''}`),
            ...every,
            ...randomSettings(choices, context),
        ],
    };
}

function projection(choices: Choices, context: ContextDescription, events: MessageDescription[], contexts: ContextDescription[]): Block {
    const state = randomState(choices, context);
    const row = `${context.noun}View`;
    const surroundings = (event: MessageDescription): Surroundings => ({ context, roots: [rootOf(event), { root: 'state', fields: state }] });
    const foreign = audible(context, contexts).filter(event => !event.fields.some(({ name }) => name === context.keyName));
    const lines: (string | Block)[] = state.map(field => writeField(field, context));
    for (const event of choices.some(events, 1, 3)) {
        lines.push(choices.chance(20) ? { head: `on ${event.name}`, lines: ['delete'] } : evolution(choices, event, event.name, state, surroundings(event)));
    }
    for (const event of choices.some(foreign, 0, 1)) {
        const key = randomValue(choices, { ...context.keyType, optional: false }, { context, roots: [rootOf(event)] });
        if (key === undefined) continue;
        context.uses.add(event.context);
        lines.push(evolution(choices, event, `${nameIn(context, event.context, event.name)} key ${key}`, state, surroundings(event)));
    }
    if (choices.chance(70)) {
        const parameters = randomFields(choices, context, context.types, choices.between(0, 2), new Set()).map(field => ({ ...field, documentation: undefined }));
        const visible: Surroundings = { context, roots: [{ root: 'query', fields: parameters }, { root: 'state', fields: state }] };
        const clauses = [
            ...(choices.chance(60) ? [`where ${randomCondition(choices, visible)}`] : []),
            ...(choices.chance(50) ? [`sort by state¦.¦counted${choices.chance(50) ? ' descending' : ''}`] : []),
            ...(choices.chance(50) ? [`limit ${choices.between(1, 500)}`] : []),
        ];
        lines.push(`${choices.chance(50) ? 'public ' : ''}query List${context.noun}s¦(${writeParameters(parameters, context)}¦) returns ${row}¦[¦]${clauses.map(clause => ` ${clause}`).join('')}`);
    }
    const window = choices.chance(25) ? ` per ${choices.pick(['1\0minute', '1d', '2\0hours'])}` : '';
    return { documentation: randomDocumentation(choices), head: `projection ${row} by ${context.keyName}${window}`, lines };
}

function randomSettings(choices: Choices, context: ContextDescription): string[] {
    return choices.some([
        `concurrency ${choices.between(1, 32)}`, `timeout ${choices.pick(['20\0seconds', '1m'])}`, `group ${context.noun}Group`, 'batch 10 within 500ms', `idempotent by ${context.keyName}`,
    ], 0, 2);
}

