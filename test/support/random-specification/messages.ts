import type { Choices } from './choices.js';
import type { ContextDescription, DeclaredType, FieldDescription, MessageDescription, QueryDescription, SystemDescription, TypeDescription } from './description.js';
import { randomLiteral, randomValue } from './expressions.js';
import { named, primitive, randomType, resolve, widened } from './types.js';
import { enumValues, fieldNames, headerNames, sentences, verbs } from './vocabulary.js';

/** Gives a context its types, messages and questions; `declared` are the types of the contexts before it. */
export function fillContext(choices: Choices, context: ContextDescription, declared: readonly DeclaredType[]): void {
    const known = [...declared];
    const declare = (name: string, parts: Partial<DeclaredType> & Pick<DeclaredType, 'kind'>) => {
        const declaration: DeclaredType = { context, name, fields: [], alias: undefined, values: [], ...parts };
        context.types.push(declaration);
        known.push(declaration);
        return declaration;
    };
    if (choices.chance(60)) declare(`${context.noun}Status`, { kind: 'enum', values: choices.names(enumValues, choices.between(1, 4), new Set()) });
    for (const name of ['Details', 'Terms', 'Remark'].slice(0, choices.between(0, 3))) {
        declare(`${context.noun}${name}`, { kind: 'record', fields: randomFields(choices, context, known, choices.between(1, 3), new Set()) });
    }
    if (choices.chance(40)) declare(`${context.noun}Code`, { kind: 'alias', alias: { ...randomType(choices, known), optional: false } });
    if (choices.chance(30)) context.keyType = named(declare(`${context.noun}Id`, { kind: 'alias', alias: choices.pick([primitive('uuid'), primitive('string', ' /[a-z0-9-]{8}/')]) }));
    const used = choices.some(verbs, 1, 4);
    for (const [, participle] of used) addMessage(choices, context, 'event', `${context.noun}${participle}`, known);
    for (const [verb] of choices.some(used, 1, used.length)) addMessage(choices, context, 'command', `${verb}${context.noun}`, known);
    for (const verb of ['Find', 'Count'].slice(0, context.external ? 0 : choices.between(0, 2))) context.queries.push(randomQuery(choices, context, `${verb}${context.noun}`, known));
}

function addMessage(choices: Choices, context: ContextDescription, kind: MessageDescription['kind'], name: string, known: DeclaredType[]): void {
    const taken = new Set([context.keyName.toLowerCase()]);
    const key: FieldDescription = { name: context.keyName, role: 'key', type: context.keyType, annotations: [], default: undefined, documentation: undefined };
    const message: MessageDescription = {
        context, kind, name,
        public: context.external || choices.chance(60),
        version: 1,
        fields: [key, ...randomFields(choices, context, known, choices.between(0, 4), taken)],
        older: undefined, upcast: [],
        handler: kind === 'event' ? undefined : context.external ? 'external' : choices.pick(['service', 'aggregate']),
        annotations: choices.chance(10) ? ['@example¦(¦1¦)'] : [],
        documentation: randomDocumentation(choices),
    };
    if (choices.chance(25)) {
        const header = choices.pick(headerNames);
        message.fields.push({ name: header, role: 'header', type: primitive('string'), annotations: [], default: undefined, documentation: undefined });
    }
    context.messages.push(choices.chance(20) ? nextVersion(choices, message, known, taken) : message);
}

/** The message with a field more than before, which an older one gets from its upcast. */
function nextVersion(choices: Choices, older: MessageDescription, known: DeclaredType[], taken: Set<string>): MessageDescription {
    const { context } = older;
    const added: FieldDescription[] = [];
    const upcast: string[] = [];
    for (const field of randomFields(choices, context, known, choices.between(1, 2), taken)) {
        const value = randomValue(choices, field.type, { context, roots: [{ root: older.kind, fields: older.fields.filter(({ role }) => role !== 'header') }] }, 1);
        if (value === undefined) continue;
        added.push({ ...field, default: undefined });
        upcast.push(`${field.name} = ${value}`);
    }
    const before = { ...older, annotations: choices.chance(50) ? ['@deprecated¦(¦"read\0on"¦, until¦: 2099-12-31¦)'] : [] };
    return { ...older, version: 2, fields: [...older.fields, ...added], older: before, upcast };
}

/** Fields of names that are not yet `taken`. */
export function randomFields(choices: Choices, context: ContextDescription, known: readonly DeclaredType[], count: number, taken: Set<string>): FieldDescription[] {
    return choices.names(fieldNames, count, taken).map(name => {
        // What has been told before may be told again, to be carried over.
        const before = context.messages.flatMap(({ fields }) => fields).find(field => field.name === name && field.role === 'payload');
        let type = before && choices.chance(60) ? widened(choices, before.type, known) : randomType(choices, known);
        const annotations = [...randomAnnotations(choices, type), ...(type.kind === 'primitive' && type.format ? ['@format¦(¦email¦)'] : [])];
        if (type.kind === 'primitive' && annotations.some(text => text.startsWith('@format'))) type = { ...type, format: 'email' };
        return {
            name, role: 'payload', type,
            annotations,
            default: choices.chance(15) ? randomLiteral(choices, { ...type, optional: false }, { context, roots: [] }, 0) : undefined,
            documentation: choices.chance(15) ? choices.pick(sentences) : undefined,
        };
    });
}

function randomAnnotations(choices: Choices, type: TypeDescription): string[] {
    const annotations: string[] = [];
    const resolved = resolve(type);
    if (choices.chance(10)) annotations.push('@pii');
    if (resolved.kind === 'primitive' && resolved.name === 'string' && resolved.limits === '') {
        if (type.kind === 'primitive' && type.format === undefined && choices.chance(10)) annotations.push('@format¦(¦email¦)');
        if (choices.chance(10)) annotations.push('@example¦(¦"an\0example"¦)');
    }
    return annotations;
}

/** A question about one thing of the context, or about many. */
export function randomQuery(choices: Choices, context: ContextDescription, name: string, known: readonly DeclaredType[]): QueryDescription {
    const result = randomType(choices, known);
    return { context, name, public: choices.chance(50), parameters: randomFields(choices, context, known, choices.between(0, 2), new Set()), result };
}

export function randomDocumentation(choices: Choices): string | undefined {
    return choices.chance(30) ? choices.some(sentences, 1, 2).join('\n') : undefined;
}

/** Who tells whom of the outside: commands, questions and events that are public. */
export function addActors(choices: Choices, { contexts, actors }: SystemDescription, names: readonly string[]): void {
    const open = contexts.flatMap(({ messages }) => messages).filter(message => message.public);
    const full = ({ context, name }: MessageDescription | QueryDescription) => `${context.name}¦.¦${name}`;
    for (const name of names.slice(0, choices.between(0, names.length))) {
        actors.push({
            name,
            sends: choices.some(open.filter(({ kind }) => kind === 'command'), 0, 3).map(full),
            asks: choices.some(contexts.flatMap(({ queries }) => queries).filter(query => query.public), 0, 3).map(full),
            sees: choices.some(open.filter(({ kind }) => kind === 'event'), 0, 2).map(full),
        });
    }
}
