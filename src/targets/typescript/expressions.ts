import type { Assignment, BinaryOperator, Expression, ExpressionType, Field, PathRoot, Statement, Type } from '../../model/flow-model.js';
import type { FieldTypes } from '../../model/field-types.js';
import { propertyKey, quote } from './naming.js';
import type { Generation, Place } from './shapes.js';
import { IdCasts } from './id-casts.js';
import { isoDuration, isPrimitive, OperationWriter } from './operations.js';
import { UnionTags } from './union-tags.js';
import { arrow, isPrimary, objectLiteral, type Imports } from './writer.js';

/** What an expression may refer to where it is written. */
export interface Variables {
    /** The TypeScript variable of each root. */
    names: Partial<Record<PathRoot, string>>;
    fields: Partial<Record<PathRoot, FieldTypes>>;
    /** Fields of the state that may not have been set yet; what needs them says so when they are missing. */
    unset: ReadonlySet<string>;
    item?: ExpressionType;
    /** The type of `item` as it was written. */
    writtenItem?: Type;
    /** What has been compared in this function: the compiler may have narrowed it, and would refuse to compare it with something else. */
    compared?: Set<string>;
}

/** How tightly operators bind; those that compare stand beside none of their kind without parentheses. */
const strength: Readonly<Record<BinaryOperator, number>> = { or: 1, and: 1, '==': 2, '!=': 2, '<': 2, '>': 2, '<=': 2, '>=': 2, '+': 3, '-': 3, '*': 4, '/': 4 };

/** Writes expressions in TypeScript; what they need of the runtime is imported. */
export class ExpressionWriter {
    private readonly imports: Imports;
    private readonly ids: IdCasts;
    private readonly tags: UnionTags;
    /** What is done with values, by their types. */
    readonly operations: OperationWriter;
    private readonly runtime: string;

    constructor(
        private readonly generation: Generation,
        place: Place,
    ) {
        this.imports = place.imports;
        this.runtime = `${place.toRoot}/runtime/index.js`;
        this.ids = new IdCasts(generation, place);
        this.tags = new UnionTags(generation, place);
        this.operations = new OperationWriter(place);
    }

    write(expression: Expression, variables: Variables): string {
        switch (expression.kind) {
            case 'text': return quote(expression.value);
            case 'number': return isPrimitive(expression.type, 'decimal') ? quote(expression.value) : String(Number(expression.value));
            case 'boolean': return String(expression.value);
            case 'null': return 'undefined';
            case 'duration': return quote(isoDuration(expression.milliseconds));
            case 'date': return quote(expression.value);
            case 'name': return quote(expression.value ?? expression.text);
            case 'path': return this.path(expression.root, expression.segments, variables);
            case 'not': return this.not(expression.operand, variables);
            case 'negate': return this.negate(expression.operand, variables);
            case 'conditional':
                return this.conditional(expression, variables);
            case 'list': return `[${expression.items.map(item => this.write(item, variables)).join(', ')}]`;
            case 'record': return this.record(expression, variables);
            case 'binary': return this.binary(expression, variables);
            case 'call': return this.call(expression, variables);
        }
    }

    /** An expression as a value of the written type `to`. */
    writeAs(expression: Expression, to: Type | undefined, variables: Variables): string {
        if (!to) return this.write(expression, variables);
        if (expression.kind === 'conditional') return this.conditional(expression, variables, to);
        if (expression.kind === 'record') return this.record(expression, variables, to);
        const element = this.ids.elementOf(to);
        if (expression.kind === 'list' && element) return `[${expression.items.map(item => this.writeAs(item, element, variables)).join(', ')}]`;
        const text = this.tags.write(this.write(expression, variables), expression.type, this.generation.types.resolve(to));
        return this.ids.mayNeed(to) ? this.ids.cast(text, expression, to, variables) : text;
    }

    /** What is denied twice holds: linters take the signs for a mistake. */
    private not(operand: Expression, variables: Variables): string {
        if (operand.kind === 'not') return this.write(operand.operand, variables);
        const written = this.operand(operand, variables);
        return operand.kind === 'binary' && operand.operator === '!=' && written.startsWith('(!') ? written.slice(2, -1) : `!${written}`;
    }

    private conditional({ condition, then, else: other }: Expression & { kind: 'conditional' }, variables: Variables, to?: Type): string {
        return `(${this.write(condition, variables)} ? ${this.writeAs(then, to, variables)} : ${this.writeAs(other, to, variables)})`;
    }

    /** The properties of an object that assignments fill; a value that may be missing leaves its property out. */
    private record({ assignments, type, tag }: Expression & { kind: 'record' }, variables: Variables, to?: Type): string {
        const { types } = this.generation;
        const fields = type && types.fieldsOf(type);
        const map = to && types.underlying(to);
        const written = (field: string) => (fields ? fields.declarationOf(field)?.type : map?.kind === 'map' ? map.value : undefined);
        const properties = assignments.map(assignment => this.property(assignment, variables, written(assignment.field)));
        return objectLiteral([...(tag === undefined ? [] : [`$type: ${quote(tag)}`]), ...properties]);
    }

    /** The property that an assignment fills; `to` is the type of the field that it is for. */
    property({ field, value }: Pick<Assignment, 'field' | 'value'>, variables: Variables, to: Type | undefined): string {
        const entry = shorthand(field, this.writeAs(value, to, variables));
        return value.type?.optional ? `...${this.use('present')}({ ${entry} })` : entry;
    }

    /** A field that is taken over under its own name, into the field `to`; left out where it has no value and `to` does without. */
    carried(field: string, root: PathRoot, variables: Variables, to: Field | undefined): string {
        const mayBeMissing = variables.fields[root]?.get(field)?.optional || (root === 'state' && variables.unset.has(field) && to && this.generation.types.resolve(to.type)?.optional);
        const entry = shorthand(field, this.carriedValue(field, root, mayBeMissing ? { ...variables, unset: new Set() } : variables, { to, mayBeMissing: mayBeMissing ?? false }));
        return mayBeMissing ? `...${this.use('present')}({ ${entry} })` : entry;
    }

    /** The value of a field that is taken over into the field `to`. */
    carriedValue(field: string, root: PathRoot, variables: Variables, { to, mayBeMissing }: { to: Field | undefined; mayBeMissing: boolean }): string {
        const text = this.tags.write(this.path(root, [field], variables), variables.fields[root]?.get(field), to && this.generation.types.resolve(to.type));
        return to ? this.ids.castFrom(text, this.ids.written.ofPath(root, [field], variables), to.type, { mayBeMissing }) : text;
    }

    /** A condition as an expression that is false where a value that it needs is missing. */
    condition(expression: Expression, variables: Variables): string {
        const text = this.write(expression, variables);
        return text.includes('required(') ? `${this.use('holds')}(() => ${text})` : text;
    }

    /** A condition's opposite, true where a value that it needs is missing. */
    negatedCondition(expression: Expression, variables: Variables): string {
        const text = this.condition(expression, variables);
        if (!text.includes('required(')) {
            if (expression.kind === 'not') return this.write(expression.operand, { ...variables, compared: new Set() });
            // One comparison alone has an opposite of its own.
            const [, left, operator, right] = expression.kind === 'binary' ? /^([^=!&|?]+) ([=!]==) ([^=!&|?]+)$/.exec(text) ?? [] : [];
            if (operator !== undefined) return `${left} ${operator === '===' ? '!==' : '==='} ${right}`;
        }
        return /^[\w.]+(?:\([^()]*\))?$/.test(text) ? `!${text}` : `!(${text})`;
    }

    /** What statements make of the state of `type` in `variable`, as an expression; undefined where it is deleted. */
    statements(statements: readonly Statement[], variable: string, type: string, variables: Variables): { before: string[]; result: string } {
        if (statements.some(({ kind }) => kind === 'delete')) return { before: [], result: 'undefined' };
        if (statements.length === 0) return { before: [], result: variable };
        const changed = new Set<string>();
        const dependent = statements.some(statement => {
            const depends = changesBy(statement) || [...changed].some(field => JSON.stringify(statement).includes(`"${field}"`));
            if ('field' in statement) changed.add(statement.field);
            return depends && changed.size > 1;
        });
        if (!dependent) return { before: [], result: objectLiteral([`...${variable}`, ...statements.map(statement => this.change(statement, variables))]) };
        // Later statements see what earlier ones did.
        const before: string[] = [];
        let current = variable;
        statements.forEach((statement, index) => {
            const names = { ...variables, names: { ...variables.names, state: current } };
            const next = `${variable}${index + 2}`;
            before.push(`const ${next}: ${type} = { ...${current}, ${this.change(statement, names)} };`);
            current = next;
        });
        return { before, result: current };
    }

    private change(statement: Statement, variables: Variables): string {
        if (statement.kind === 'delete') return '';
        const { field } = statement;
        const old = () => this.path('state', [field], variables);
        const type = variables.fields.state?.get(field);
        const written = variables.fields.state?.declarationOf(field)?.type;
        switch (statement.kind) {
            case 'assign': {
                if (statement.operator === '=') return shorthand(field, this.writeAs(statement.value, written, variables));
                const operator = statement.operator === '+=' ? '+' : '-';
                const result = this.operations.arithmetic(operator, { text: old(), type }, { text: this.write(statement.value, variables), type: statement.value.type });
                return shorthand(field, written ? this.ids.castFrom(result, undefined, written, { mayBeMissing: false }) : result);
            }
            case 'append': return shorthand(field, `[...${old()}, ${this.writeAs(statement.value, this.ids.written.elementOf(written), variables)}]`);
            case 'remove': return shorthand(field, `${old()}.filter(item => !${this.use('isEqual')}(item, ${this.tags.write(this.write(statement.value, variables), statement.value.type, type?.kind === 'list' ? type.element : undefined)}))`);
            case 'removeWhere': return shorthand(field, `${old()}.filter(${lambda(`!(${this.write(statement.condition, this.withItem(variables, type, written))})`)})`);
        }
    }

    private path(root: PathRoot, segments: readonly string[], variables: Variables): string {
        const variable = variables.names[root] ?? root;
        let type = root === 'item' ? variables.item : undefined;
        let fields = root === 'item' ? (variables.item && this.generation.types.fieldsOf(variables.item)) : variables.fields[root];
        let text = variable;
        for (const [index, segment] of segments.entries()) {
            if (type?.kind === 'list') {
                const rest = segments.slice(index);
                const inner = this.path('item', rest, { ...variables, names: { ...variables.names, item: 'item' }, item: type.element });
                const many = this.resultIsList(type.element, rest.slice(0, -1));
                return `${text}.${many ? 'flatMap' : 'map'}(${lambda(inner)})`;
            }
            const optional = index > 0 && type?.optional;
            if (type?.kind === 'map') {
                text = `${text}${optional ? '?.' : ''}[${quote(segment)}]`;
                type = { ...type.value, optional: true };
            } else {
                text = `${text}${optional ? '?.' : '.'}${propertyKey(segment)}`;
                type = fields?.get(segment);
                if (root === 'state' && index === 0 && variables.unset.has(segment) && !type?.optional) text = `${this.use('required')}(${text}, ${quote(segment)})`;
                if (optional && type) type = { ...type, optional: true };
            }
            fields = type && this.generation.types.fieldsOf(type);
        }
        return text;
    }

    /** True where following a path goes through another list, so that lists of lists are joined into one. */
    private resultIsList(element: ExpressionType, segments: readonly string[]): boolean {
        let type: ExpressionType | undefined = element;
        for (const segment of segments) {
            type = type && this.generation.types.fieldsOf(type)?.get(segment);
            if (type?.kind === 'list') return true;
        }
        return false;
    }

    /** In parentheses where it needs some: beside anything, or on that side of `operator`. */
    private operand(expression: Expression, variables: Variables, operator?: BinaryOperator, side: 'left' | 'right' = 'right'): string {
        const text = this.write(expression, variables);
        if (isPrimary(text)) return text;
        const own = expression.kind === 'binary' ? strength[expression.operator] : 0;
        const other = operator === undefined ? Infinity : strength[operator];
        return own > other || (own === other && side === 'left' && own > strength['==']) ? text : `(${text})`;
    }

    private negate(operand: Expression, variables: Variables): string {
        const text = this.operand(operand, variables);
        if (operand.kind === 'number' && isPrimitive(operand.type, 'decimal')) return quote(`-${operand.value}`);
        return this.operations.negated(text, operand.type);
    }

    private binary({ operator, left, right }: Expression & { kind: 'binary' }, variables: Variables): string {
        if (operator === 'and' || operator === 'or') {
            return `${this.logical(left, operator, variables)} ${operator === 'and' ? '&&' : '||'} ${this.logical(right, operator, variables)}`;
        }
        const leftText = this.operand(left, variables, operator, 'left');
        const rightText = this.operand(right, variables, operator);
        if (operator === '+' || operator === '-' || operator === '*' || operator === '/') return this.operations.arithmetic(operator, { text: leftText, type: left.type }, { text: rightText, type: right.type });
        const script = operator === '==' ? '===' : operator === '!=' ? '!==' : operator;
        if (left.kind === 'null' || right.kind === 'null') return `${leftText} ${script} ${rightText}`;
        const type = left.kind === 'name' || left.kind === 'number' || left.kind === 'text' ? right.type ?? left.type : left.type;
        const equality = operator === '==' || operator === '!=';
        const byValue = this.operations.comparison(script, { text: leftText, type: left.type }, { text: rightText, type: right.type }, type);
        if (byValue !== undefined) return byValue;
        if (this.isComposite(left.type) || this.isComposite(right.type)) {
            const sides = [this.tags.write(leftText, left.type, right.type), this.tags.write(rightText, right.type, left.type)];
            return `${operator === '!=' ? '!' : ''}${this.use('isEqual')}(${sides.join(', ')})`;
        }
        if (equality && this.isKnownTooWell(left, leftText, right, variables)) return `${operator === '!=' ? '!' : ''}${this.use('isEqual')}(${leftText}, ${rightText})`;
        return this.ids.comparable({ expression: left, text: leftText }, { expression: right, text: rightText }, variables).join(` ${script} `);
    }

    /** A record, or what may be one. */
    private isComposite(type: ExpressionType | undefined): boolean {
        return type?.kind === 'union' || (type?.kind === 'named' && !this.generation.types.enum(type.target));
    }

    /**
     * Whether the compiler may know the left side of a comparison too well to let it be compared with the right one: comparing
     * what cannot be equal is for the specification's author to judge.
     */
    private isKnownTooWell(left: Expression, text: string, right: Expression, { compared }: Variables): boolean {
        if (isConstant(left) && isConstant(right)) return true;
        if (left.kind !== 'path' || !isConstant(right)) return false;
        if (compared?.has(text)) return true;
        compared?.add(text);
        return false;
    }

    private logical(expression: Expression, operator: 'and' | 'or', variables: Variables): string {
        const text = this.write(expression, variables);
        return expression.kind === 'binary' && (expression.operator === 'and' || expression.operator === 'or') && expression.operator !== operator ? `(${text})` : text;
    }

    private call({ function: name, arguments: [first, second] }: Expression & { kind: 'call' }, variables: Variables): string {
        if (!first) return 'undefined';
        const list = this.operand(first, variables);
        if (first.type?.kind !== 'list') {
            if (!second) return list;
            return `${this.use('required')}(${this.use(name === 'min' ? 'least' : 'greatest')}([${list}, ${this.write(second, variables)}], ${this.operations.comparer(first.type)}), ${quote(name)})`;
        }
        const inner = this.withItem(variables, first.type, this.ids.written.of(first, variables));
        if (name === 'count') return second ? `${list}.filter(${lambda(this.write(second, inner))}).length` : `${list}.length`;
        const mapped = second ? `${list}.map(${lambda(this.write(second, inner))})` : list;
        const type = second ? second.type : first.type.element;
        if (name !== 'sum') return `${this.use(name === 'min' ? 'least' : 'greatest')}(${mapped}, ${this.operations.comparer(type)})`;
        return this.operations.total(mapped, type);
    }

    private withItem(variables: Variables, list: ExpressionType | undefined, written: Type | undefined): Variables {
        const writtenItem = this.ids.written.elementOf(written);
        return { ...variables, names: { ...variables.names, item: 'item' }, ...(list?.kind === 'list' && { item: list.element }), ...(writtenItem && { writtenItem }) };
    }

    private use(name: string): string {
        return this.imports.value(name, this.runtime);
    }
}

/** A property, in short where the value is a variable of its name. */
export function shorthand(field: string, value: string): string {
    return field === value ? field : `${propertyKey(field)}: ${value}`;
}

/** A function of a list's item. */
function lambda(body: string): string {
    return arrow(['item'], [`return ${body};`]);
}

function isConstant(expression: Expression): boolean {
    const { kind } = expression;
    if (kind === 'negate') return isConstant(expression.operand);
    return kind === 'number' || kind === 'boolean' || kind === 'text' || kind === 'name' || kind === 'duration' || kind === 'date';
}

function changesBy(statement: Statement): boolean {
    return statement.kind === 'assign' && statement.operator !== '=';
}
