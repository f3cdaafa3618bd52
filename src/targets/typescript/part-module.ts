import type { Expression, ExpressionType, Field, Message, Origin, Part, PathRoot, Reference } from '../../model/flow-model.js';
import { pascalCase } from '../../model/names.js';
import type { FieldTypes } from '../../model/field-types.js';
import { CodeSpots, type CodeSpot } from './code-spots.js';
import { definitionOf } from './definitions-module.js';
import { ExpressionWriter, shorthand, type Variables } from './expressions.js';
import { properties } from './messages-module.js';
import { Module } from './modules.js';
import { camelName, documentationComment, folderOf, identifier, moduleNames, propertyKey, quote, sourcePlace } from './naming.js';
import { OutcomeWriter } from './outcomes.js';
import { messageType, startsUnset, typeText, type Generation } from './shapes.js';
import { arrow, block, indent, objectLiteral } from './writer.js';

/** What the writers of all kinds of parts share: the module, its handlers and how expressions and outcomes are written in it. */
export class PartModule {
    readonly module: Module;
    readonly spots: CodeSpots;
    readonly expressions: ExpressionWriter;
    readonly outcomes: OutcomeWriter;
    private readonly methods: string[] = [];
    private handlersPlace = 0;

    constructor(
        readonly part: Part,
        readonly generation: Generation,
    ) {
        this.module = new Module(partPath(part), generation.version, part.context);
        this.spots = new CodeSpots(part, generation.model.queries, generation.types);
        this.expressions = new ExpressionWriter(generation, this.module.place);
        this.outcomes = new OutcomeWriter(generation, this.module, this.expressions);
    }

    /** The interface of what code supplies. */
    get handlersName(): string {
        return handlersName(this.part);
    }

    /** `handlers.capturePayment`; the method is told with `signature` in the interface. */
    method(spot: CodeSpot, signature: string, ...documentation: (string | undefined)[]): string {
        this.methods.push(`${documentationComment(...documentation)}${propertyKey(spot.method)}${signature};`);
        return `handlers.${propertyKey(spot.method)}`;
    }

    /** The interface of the handlers is to stand here, though they become known later. */
    placeHandlers(): void {
        this.handlersPlace = this.module.length;
    }

    /** The part's function, and the interface of its handlers where there are any. */
    finish(body: string, result: string): void {
        const { part, module } = this;
        if (this.methods.length > 0) module.insert(this.handlersPlace, block(`export interface ${this.handlersName}`, this.methods), `What code decides in \`${part.name}\`.`, this.from(part));
        const parameter = this.methods.length > 0 ? `handlers: ${this.handlersName}` : '';
        module.add(`export function ${partFunction(part)}(${parameter}): ${module.useType(result)} {\n    return ${body.replaceAll('\n', '\n    ')};\n}`, part.documentation, this.from(part));
    }

    /** The part's name and settings as entries of its definition. */
    commonEntries(): string[] {
        const { settings, id } = this.part;
        return [`name: ${quote(id)}`, `settings: { concurrency: ${settings.concurrency.value}, idempotentBy: ${quote(settings.idempotentBy.value)} }`];
    }

    message({ target }: Reference): Message {
        return this.generation.messages.get(target ?? '')!;
    }

    typeOf(message: Message): string {
        return messageType(message, this.module.place);
    }

    /** The variables of a place whose message is called `command` or `event`; `state` is the name of the state's variable. */
    variables(message: Message | undefined, state?: string): Variables {
        const { part, generation } = this;
        const names: Partial<Record<PathRoot, string>> = {};
        const fields: Partial<Record<PathRoot, FieldTypes>> = {};
        const unset = new Set<string>();
        if (message) {
            names[message.kind] = message.kind;
            fields[message.kind] = generation.types.fieldTypes(message.fields);
        }
        if (state !== undefined && part.kind !== 'service') {
            names.state = state;
            fields.state = generation.types.stateOf(part);
            for (const field of part.fields) if (startsUnset(field, generation) && field.name !== part.key) unset.add(field.name);
        }
        return { names, fields, unset, compared: new Set() };
    }

    /** An arrow function from a message to the key of the instance that it belongs to, as text. */
    keyOf(message: Message, expression: Expression | undefined): string {
        const { part, generation } = this;
        const variables = this.variables(message);
        const root = message.kind;
        if (expression) return arrow([root], [`return ${this.keyText(this.expressions.write(expression, variables), expression.type)};`]);
        const name = part.kind === 'service' ? undefined : part.key;
        const field = message.fields.find(candidate => candidate.name === name) ?? message.fields.find(({ role }) => role === 'key');
        if (!field) return `() => ''`;
        return `${root} => ${this.keyText(`${root}.${propertyKey(field.name)}`, generation.types.resolve(field.type))}`;
    }

    /** The interface of a part's state or row. */
    addState(name: string, ...documentation: (string | undefined)[]): void {
        const { part, module, generation } = this;
        if (part.kind === 'service') return;
        const fields = [...properties(part.fields, generation, module.place, { mayBeMissing: true })];
        const key = part.fields.find(field => field.name === part.key);
        const rest = key ? fields.filter((_, index) => part.fields[index] !== key) : fields;
        const keyType = this.keyTypeText(key);
        module.add(block(`export interface ${name}`, [
            `readonly ${propertyKey(part.key)}: ${keyType};`,
            ...rest,
            ...(part.kind === 'projection' && part.window !== undefined && !part.fields.some(field => field.name === 'windowStart') ? ['/** When the window began: RFC 3339. */\nreadonly windowStart?: string | undefined;'] : []),
        ]), ...documentation);
    }

    /** Adds the function from the text of a key to the state before any event, and gives its name. */
    addInitial(state: string): string {
        const { part, generation, module } = this;
        if (part.kind === 'service') return '';
        const entries = [`${propertyKey(part.key)}: ${this.keyValue(part)}`];
        for (const field of part.fields) {
            if (field.name === part.key) continue;
            const type = generation.types.resolve(field.type);
            if (field.default) entries.push(shorthand(field.name, this.expressions.writeAs(field.default, field.type, { names: {}, fields: {}, unset: new Set() })));
            else if (type?.optional) continue;
            else if (type?.kind === 'list') entries.push(`${propertyKey(field.name)}: []`);
            else if (type?.kind === 'map') entries.push(`${propertyKey(field.name)}: {}`);
        }
        const name = this.ownName('initial');
        const values = entries.map(entry => (entry === 'key: key' ? 'key' : entry));
        module.add(`export function ${name}(key: string): ${state} {\n    return ${objectLiteral(values).replaceAll('\n', '\n    ')};\n}`, `\`${part.name}\` before its first event.`);
        return name;
    }

    /** A name that the module declares besides the part's own. */
    ownName(name: string): string {
        return partFunction(this.part) === name ? `${name}_` : name;
    }

    /** Where something of the part stands in the specification, as a sentence. */
    from({ origin }: { origin: Origin }): string {
        return `From ${this.place(origin)}.`;
    }

    /** `ordering/order.sluice:19`. */
    place(origin: Origin): string {
        return sourcePlace(origin, this.generation.root);
    }

    /** The type of one of several messages, told apart by name. */
    addUnion(type: string, names: readonly { name: string; message: Message }[], documentation: string): void {
        const { module } = this;
        const alternatives = names.map(({ name, message }) => `| ${module.useType('Named')}<${quote(name)}, ${this.typeOf(message)}>`);
        module.add(alternatives.length === 0 ? `export type ${type} = never;` : alternatives.length === 1 ? `export type ${type} = ${alternatives[0]!.slice(2)};` : `export type ${type} =\n${indent(alternatives.join('\n'))};`, documentation);
    }

    /** `export interface …State`'s name. */
    get stateName(): string {
        return stateTypeName(this.part);
    }

    definition(message: Message): string {
        return definitionOf(message, this.module);
    }

    private keyTypeText(key: Field | undefined): string {
        const { part, generation, module } = this;
        if (part.kind === 'service') return 'string';
        if (key) return typeText(key.type, generation, module.place);
        const brandedAs = generation.types.keyFieldOf(part)?.type;
        if (brandedAs && generation.brands.of(brandedAs)) return typeText(brandedAs, generation, module.place);
        const type = generation.types.keyTypeOf(part);
        if (type?.kind === 'named') return typeText({ kind: 'named', reference: { text: type.target, target: type.target, origin: part.origin }, optional: false, origin: part.origin }, generation, module.place);
        return isNumber(type) ? 'number' : type?.kind === 'primitive' && type.name === 'boolean' ? 'boolean' : 'string';
    }

    private keyValue(part: Exclude<Part, { kind: 'service' }>): string {
        const { generation } = this;
        const field = part.fields.find(({ name }) => name === part.key);
        const written = (field ?? generation.types.keyFieldOf(part))?.type;
        if (written && generation.brands.of(written)) return `key as ${this.keyTypeText(field)}`;
        const type = field ? generation.types.resolve(field.type) : generation.types.keyTypeOf(part);
        if (isNumber(type)) return 'Number(key)';
        if (type?.kind === 'primitive' && type.name === 'boolean') return `key === 'true'`;
        if (type?.kind === 'named') return generation.types.enum(type.target) ? `key as ${this.keyTypeText(field)}` : `JSON.parse(key) as ${this.keyTypeText(field)}`;
        return 'key';
    }

    /** A key as text, as brokers and stores have it. */
    private keyText(text: string, type: ExpressionType | undefined): string {
        const value = type?.optional ? `${this.module.use('required')}(${text}, 'key')` : text;
        if (type?.kind === 'primitive' && (isNumber(type) || type.name === 'boolean')) return `String(${value})`;
        if (type?.kind === 'named' && !this.generation.types.enum(type.target)) return `JSON.stringify(${value})`;
        return value;
    }
}

/** The type of what a part knows: `OrderState`, of a process `FulfilmentData`. */
export function stateTypeName({ name, kind }: Pick<Part, 'name' | 'kind'>): string {
    return identifier(`${pascalCase(name)}${kind === 'process' ? 'Data' : 'State'}`);
}

/** The file of a part: `ordering/fulfilment.ts`; a name that other modules of the folder have gets the part's kind after it. */
export function partPath({ context, name, kind }: Part): string {
    const base = folderOf(name);
    return `${folderOf(context)}/${moduleNames.includes(base) ? `${base}-${kind}` : base}.ts`;
}

/** The function that makes a part's definition: `fulfilment`. */
export function partFunction({ name }: { name: string }): string {
    return identifier(camelName(name));
}

/** The interface of what code supplies to a part. */
export function handlersName({ name }: { name: string }): string {
    return `${pascalCase(name)}Handlers`;
}

function isNumber(type: ExpressionType | undefined): boolean {
    return type?.kind === 'primitive' && (type.name === 'int' || type.name === 'long' || type.name === 'float');
}
