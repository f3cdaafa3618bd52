import { nameIn, type Block, type ChannelDescription, type ContextDescription, type DeclaredType, type FieldDescription, type MessageDescription, type QueryDescription, type SystemDescription } from './description.js';
import { writeType } from './types.js';

/** A field as a line of a block. */
export function writeField(field: FieldDescription, context: ContextDescription): Block {
    return { documentation: field.documentation, head: fieldText(field, context) };
}

function fieldText({ name, role, type, annotations, default: standard }: FieldDescription, context: ContextDescription): string {
    return `${role === 'payload' ? '' : `${role} `}${name}¦: ${[writeType(type, context), ...annotations].join(' ')}${standard === undefined ? '' : ` = ${standard}`}`;
}

export function writeParameters(fields: FieldDescription[], context: ContextDescription): string {
    return fields.map(field => `¦${fieldText(field, context)}`).join('¦, ');
}

/** The system's own declarations. */
export function writeSystem({ name, clauses, brokers, actors }: SystemDescription): Block[] {
    const list = (word: string, names: string[]) => (names.length > 0 ? [`${word} ${names.join('¦, ')}`] : []);
    return [
        ...(name === undefined ? [] : [{ head: `system ${name}`, ...(clauses.length > 0 && { lines: clauses }) }]),
        ...brokers.map(broker => ({ head: `broker ${broker.name} ${broker.kind}`, ...(broker.replication !== undefined && { lines: [`replication ${broker.replication}`] }) })),
        ...actors.map(actor => ({ head: `actor ${actor.name}`, lines: [...list('sends', actor.sends), ...list('asks', actor.asks), ...list('sees', actor.sees)] })),
    ];
}

/** What a context holds, in an order in which it reads well. */
export function writeMembers(context: ContextDescription): Block[] {
    return [
        ...context.types.map(type => writeDeclaredType(type)),
        ...context.messages.flatMap(message => (message.older ? [writeMessage(message.older), writeMessage(message)] : [writeMessage(message)])),
        ...context.queries.map(query => writeQuery(query)),
        ...context.channels.map(channel => writeChannel(channel, context)),
        ...context.parts,
    ];
}

function writeDeclaredType({ context, name, kind, fields, alias, values }: DeclaredType): Block {
    if (kind === 'enum') return { head: `enum ${name}`, lines: [values.join('¦, ')] };
    if (alias) return { head: `type ${name} = ${writeType(alias, context)}` };
    return { head: `type ${name}`, lines: fields.map(field => writeField(field, context)) };
}

function writeMessage({ context, kind, name, public: open, version, fields, upcast, annotations, documentation }: MessageDescription): Block {
    return {
        documentation,
        head: [`${open ? 'public ' : ''}${kind} ${name}${version > 1 ? ` version ${version}` : ''}`, ...annotations].join(' '),
        lines: [...fields.map(field => writeField(field, context)), ...(version > 1 ? [{ head: 'upcast from 1', lines: upcast }] : [])],
    };
}

function writeQuery({ context, name, public: open, parameters, result }: QueryDescription): Block {
    return { head: `${open ? 'public ' : ''}query ${name}¦(${writeParameters(parameters.map(field => ({ ...field, documentation: undefined })), context)}¦) returns ${writeType(result, context)}` };
}

function writeChannel({ kind, name, broker, carries, clauses }: ChannelDescription, context: ContextDescription): Block {
    return {
        head: `${kind} ${name}${broker ? ` on ${broker.name}` : ''}`,
        lines: [`carries ${carries.map(message => nameIn(context, message.context, message.name)).join('¦, ')}`, ...clauses],
    };
}
