import type { FieldFilling, Message, MessageOutput, Outcome, OutcomePart, PathRoot } from '../../model/flow-model.js';
import { definitionOf } from './definitions-module.js';
import type { ExpressionWriter, Variables } from './expressions.js';
import type { Module } from './modules.js';
import { definitionName, camelName, propertyKey, quote } from './naming.js';
import { messageType, type Generation } from './shapes.js';
import { arrayLiteral, objectLiteral } from './writer.js';

type Output = Exclude<OutcomePart, { kind: 'reject' }>;

/** Writes what handlers give back, and what is made of it. */
export class OutcomeWriter {
    constructor(
        private readonly generation: Generation,
        private readonly module: Module,
        private readonly expressions: ExpressionWriter,
    ) {}

    /** The type of what code gives back for an outcome: exactly one of its alternatives. */
    type(outcome: Outcome): string {
        const names = new Map<Message, string>();
        const all = outcome.alternatives.flatMap(parts => parts.map(part => this.nameOf(part, outcome, names)));
        const alternatives = outcome.alternatives.map(parts => {
            const own = parts.map(part => this.nameOf(part, outcome, names));
            const properties = parts.map((part, index) => {
                if (part.kind === 'reject') return `readonly reject: ${quote(part.reason)}`;
                const supplied = this.suppliedType(part);
                return `readonly ${propertyKey(own[index]!)}${part.optional ? '?' : ''}: ${part.many ? `readonly ${supplied}[]` : supplied}`;
            });
            const others = [...new Set(all)].filter(name => !own.includes(name)).map(name => `readonly ${propertyKey(name)}?: never`);
            return `{ ${[...properties, ...others].join('; ')} }`;
        });
        return alternatives.length === 1 ? alternatives[0]! : `\n    | ${alternatives.join('\n    | ')}`;
    }

    /** The type of the fields that code supplies to a message; what the specification fills may be given all the same. */
    suppliedType(output: MessageOutput): string {
        const message = this.generation.messages.get(output.message.target ?? '')!;
        const open = output.filling.filter(({ from }) => from === 'code').map(({ field }) => quote(field));
        return `${this.module.useType('Supplied')}<${messageType(message, this.module.place)}${open.length > 0 ? `, ${open.join(' | ')}` : ''}>`;
    }

    /** A decision made from what code gave back in `variable`. */
    decisionFromCode(outcome: Outcome, variable: string, variables: Variables): string {
        const names = new Map<Message, string>();
        const outputs: string[] = [];
        let rejects = false;
        const done = new Set<string>();
        for (const part of outcome.alternatives.flat()) {
            if (part.kind === 'reject') {
                rejects = true;
                continue;
            }
            const name = this.nameOf(part, outcome, names);
            if (done.has(name)) continue;
            done.add(name);
            const given = `${variable}.${propertyKey(name)}`;
            if (part.many) outputs.push(`...(${given} ?? []).map(supplied => ${this.output(part, variables, 'supplied')})`);
            else outputs.push(`${given} && ${this.output(part, variables, given)}`);
        }
        return `${this.module.use('decision')}(${[arrayLiteral(outputs), ...(rejects ? [`${variable}.reject`] : [])].join(', ')})`;
    }

    /** A decision that the specification makes alone. */
    decision(outcome: Outcome, variables: Variables): string {
        const parts = outcome.alternatives[0] ?? [];
        const rejection = parts.find(part => part.kind === 'reject');
        const outputs = parts.flatMap(part => (part.kind === 'reject' ? [] : [this.output(part, variables)]));
        if (outputs.length === 0 && rejection?.kind === 'reject') return `${this.module.use('refused')}(${quote(rejection.reason)})`;
        return `${this.module.use('decision')}(${[arrayLiteral(outputs), ...(rejection?.kind === 'reject' ? [quote(rejection.reason)] : [])].join(', ')})`;
    }

    /** `output(definition, { fields })`; `supplied` is a variable with what code gave. */
    output(output: MessageOutput, variables: Variables, supplied?: string): string {
        const message = this.generation.messages.get(output.message.target ?? '')!;
        const entries = output.filling.flatMap(filling => this.filled(filling, output, message, variables));
        if (supplied !== undefined) entries.push(`...${supplied}`);
        return `${this.module.use('output')}(${definitionOf(message, this.module)}, ${objectLiteral(entries)})`;
    }

    private filled({ field, from }: FieldFilling, output: MessageOutput, message: Message, variables: Variables): string[] {
        const root: PathRoot = variables.names.command !== undefined ? 'command' : 'event';
        const declared = message.fields.find(({ name }) => name === field);
        switch (from) {
            case 'assignment': return output.assignments.filter(assignment => assignment.field === field).map(assignment => this.expressions.property(assignment, variables, declared?.type));
            case 'message': return [this.expressions.carried(field, root, variables, declared)];
            case 'state': case 'key': return [this.expressions.carried(field, 'state', variables, declared)];
            case 'default': return declared?.default ? [this.expressions.property({ field, value: declared.default }, variables, declared.type)] : [];
            case 'optional': case 'code': return [];
        }
    }

    /** The property under which code gives a message: its name; with the context's before it where two are alike. */
    private nameOf(part: OutcomePart, outcome: Outcome, names: Map<Message, string>): string {
        if (part.kind === 'reject') return 'reject';
        return outcomeProperty(part, outcome, this.generation, names);
    }
}

/** The property under which code gives a message of an outcome. */
export function outcomeProperty(part: Output, outcome: Outcome, { messages }: Pick<Generation, 'messages'>, names = new Map<Message, string>()): string {
    const message = messages.get(part.message.target ?? '')!;
    const known = names.get(message);
    if (known !== undefined) return known;
    const plain = definitionName(message);
    const alike = plain === 'reject' || outcome.alternatives.flat().some(other => {
        const another = other.kind === 'reject' ? undefined : messages.get(other.message.target ?? '');
        return another && another !== message && definitionName(another) === plain;
    });
    const name = alike ? `${camelName(message.context)}${plain.charAt(0).toUpperCase()}${plain.slice(1)}` : plain;
    names.set(message, name);
    return name;
}
