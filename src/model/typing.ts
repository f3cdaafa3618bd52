import { distance } from 'fastest-levenshtein';
import type {
    Assignment, BinaryOperator, EnumDeclaration, Expression, ExpressionType, Field, FlowModel, KeyedPart, MessageOutput, Origin, Outcome, PathRoot, PrimitiveName, Process, ProcessAction, Statement,
} from './flow-model.js';
import { stepsOf } from './processes/process-steps.js';
import { saidBy } from './scenarios/said.js';
import type { Scenario } from './scenarios/scenario.js';
import { describeType, isAssignable, primitiveTypes, TypeIndex, type FieldTypes } from './type-index.js';

/** An expression that does not fit: what is wrong, and what to do. */
export interface TypeProblem {
    message: string;
    origin: Origin;
}

/**
 * What a place knows by name, and whose short enum names it may use. The fields behind a root are looked up when an
 * expression asks for them: most places have no expression.
 */
interface Scope {
    context: string;
    /** The message that comes in, or the query. */
    given?: { root: 'event' | 'command' | 'query'; fields: readonly Field[] | undefined };
    /** The part whose state is known; `none` is a state of which nothing is known. */
    state?: KeyedPart | 'none';
    item?: FieldTypes | ExpressionType;
    /** A record need not have all its fields: what is left out is made up, or may be anything. */
    partial?: boolean;
}

const noFields: FieldTypes = new Map();
const boolean = primitiveTypes.boolean[0];

/**
 * Checks every expression of the model, notes its type in `Expression.type` and the value of bare enum names.
 * Numbers: `int` widens to `long`, both to `float`; whole-number literals fit every number type and any literal fits
 * `decimal` and `float`; `decimal` never meets `float`, because one is exact and the other is not. Tells `note` of every
 * field, enum and value that it finds by a name.
 */
export function typeExpressions(model: FlowModel, { types = new TypeIndex(model), note }: { types?: TypeIndex; note?: NameNote } = {}): TypeProblem[] {
    return new TypeChecker(model, types, note).check();
}

/** Told of a name that stands at `origin` and names what is declared at `declaration`; perhaps more than once. */
export type NameNote = (origin: Origin, declaration: Origin) => void;

class TypeChecker {
    private readonly problems: TypeProblem[] = [];

    constructor(
        private readonly model: FlowModel,
        private readonly types: TypeIndex,
        private readonly note: NameNote | undefined,
    ) {}

    check(): TypeProblem[] {
        const { model, types } = this;
        for (const message of model.messages) {
            this.checkDefaults(message.fields, message.context);
            for (const upcast of message.upcasts) {
                const older = types.message(upcast.from === message.version ? undefined : this.olderId(message.id, upcast.from));
                this.checkAssignments(upcast.assignments, () => types.fieldTypes(message.fields), message.name, { context: message.context, given: { root: message.kind, fields: older?.fields } });
            }
        }
        for (const type of model.types) this.checkDefaults(type.fields, type.context);
        for (const { parameters, context, projection, condition, sort } of model.queries) {
            this.checkDefaults(parameters, context);
            if (!condition && !sort) continue;
            const scope: Scope = { context, given: { root: 'query', fields: parameters }, state: types.row(projection) ?? 'none' };
            this.checkCondition(condition, scope);
            if (sort) this.infer(sort.by, scope);
        }
        for (const service of model.services) {
            for (const { command, key, branches } of service.handles) {
                const scope: Scope = { context: service.context, given: this.incoming('command', command.target) };
                if (key) this.infer(key, scope);
                for (const { condition, outcome } of branches) {
                    this.checkCondition(condition, scope);
                    this.checkOutcome(outcome, scope);
                }
            }
            for (const { event, condition, outcome } of service.reactions) {
                if (!condition && !outcome) continue;
                const scope: Scope = { context: service.context, given: this.incoming('event', event.target) };
                this.checkCondition(condition, scope);
                if (outcome) this.checkOutcome(outcome, scope);
            }
            for (const { outcome } of service.schedules) this.checkOutcome(outcome, { context: service.context });
        }
        for (const aggregate of model.aggregates) {
            this.checkDefaults(aggregate.fields, aggregate.context);
            for (const { command, key, branches } of aggregate.handles) {
                const scope: Scope = { context: aggregate.context, given: this.incoming('command', command.target), state: aggregate };
                if (key) this.infer(key, scope, types.keyTypeOf(aggregate));
                for (const { condition, outcome } of branches) {
                    this.checkCondition(condition, scope);
                    this.checkOutcome(outcome, scope);
                }
            }
        }
        for (const part of [...model.aggregates, ...model.projections]) {
            if (part.kind === 'projection') this.checkDefaults(part.fields, part.context);
            for (const { event, key, condition, statements } of part.evolutions) {
                if (!key && !condition && statements.length === 0) continue;
                const scope: Scope = { context: part.context, given: this.incoming('event', event.target), state: part };
                if (key) this.infer(key, scope, types.keyTypeOf(part));
                this.checkCondition(condition, scope);
                for (const statement of statements) this.checkStatement(statement, part, scope);
            }
        }
        for (const process of model.processes) this.checkProcess(process);
        for (const scenario of model.scenarios) this.checkScenario(scenario);
        return this.problems;
    }

    private olderId(id: string, version: number): string {
        return `${id.replace(/[@#].*$/, '')}@${version}`;
    }

    private checkProcess(process: Process): void {
        this.checkDefaults(process.fields, process.context);
        for (const { event, key, condition, actions } of stepsOf(process)) {
            const scope: Scope = { context: process.context, given: this.incoming('event', event.target), state: process };
            if (key) this.infer(key, scope, this.types.keyTypeOf(process));
            this.checkCondition(condition, scope);
            this.checkActions(actions, process, scope);
        }
        for (const { timers } of process.states) {
            for (const { actions } of timers) this.checkActions(actions, process, { context: process.context, state: process });
        }
    }

    private checkScenario({ context = '', steps }: Scenario): void {
        const scope: Scope = { context, partial: true };
        for (const { reference, assignments } of steps.flatMap(saidBy)) {
            const { target, text } = reference;
            if (target === undefined) continue;
            const part = this.types.keyed(target);
            this.checkAssignments(assignments, () => (part ? this.types.stateOf(part) : this.fieldsOfMessage(target)), text, scope);
        }
    }

    private checkActions(actions: ProcessAction[], process: Process, scope: Scope): void {
        for (const action of actions) {
            if (action.kind === 'set') this.checkAssignments(action.assignments, () => this.types.stateOf(process), process.name, scope);
            if (action.kind !== 'send') continue;
            this.checkOutput(action, scope);
            if (action.undo) this.checkOutput(action.undo, { context: process.context, state: process });
        }
    }

    private checkOutcome({ alternatives }: Outcome, scope: Scope): void {
        for (const parts of alternatives) for (const part of parts) if (part.kind !== 'reject') this.checkOutput(part, scope);
    }

    private checkOutput({ message, assignments }: MessageOutput, scope: Scope): void {
        if (assignments.length > 0) this.checkAssignments(assignments, () => this.fieldsOfMessage(message.target), message.text, scope);
    }

    private checkAssignments(assignments: Assignment[], fieldsOf: () => FieldTypes, owner: string, scope: Scope): void {
        if (assignments.length === 0) return;
        const fields = fieldsOf();
        const seen: string[] = [];
        for (const { field, operator, value, origin } of assignments) {
            const expected = this.expectField(field, fields, owner, origin);
            if (operator !== '=') this.report(`'${operator}' changes a value that is there, and '${field}' has none yet. Write '='.`, origin);
            if (seen.includes(field)) this.report(`'${field}' is given a value twice. Keep one of them.`, origin);
            seen.push(field);
            this.expect(value, expected, scope);
        }
    }

    private checkStatement(statement: Statement, { name: owner, key }: KeyedPart, scope: Scope): void {
        if (statement.kind === 'delete') return;
        const { field, origin } = statement;
        const expected = this.expectField(field, this.fieldsOfState(scope), owner, origin);
        if (field === key) this.report(`'${field}' is the key of '${owner}' and never changes. Leave it out.`, origin);
        switch (statement.kind) {
            case 'assign':
                if (statement.operator === '=') this.expect(statement.value, expected, scope);
                else {
                    const sum = this.arithmetic(statement.operator === '+=' ? '+' : '-', expected, this.infer(statement.value, scope, expected), statement.value, origin);
                    if (sum && expected && !isAssignable(sum, expected)) this.mismatch(sum, expected, origin);
                }
                break;
            case 'append':
            case 'remove':
                if (expected && expected.kind !== 'list') this.report(`'${field}' is ${describe(expected)}, not a list: nothing can be ${statement.kind === 'append' ? 'appended to' : 'removed from'} it.`, origin);
                this.expect(statement.value, expected?.kind === 'list' ? expected.element : undefined, scope);
                break;
            case 'removeWhere':
                if (expected && expected.kind !== 'list') this.report(`'${field}' is ${describe(expected)}, not a list: nothing can be removed from it.`, origin);
                this.checkCondition(statement.condition, this.withItem(scope, expected?.kind === 'list' ? expected.element : undefined));
                break;
        }
    }

    private checkDefaults(fields: Field[], context: string): void {
        for (const field of fields) {
            if (field.default) this.expect(field.default, this.types.resolve(field.type), { context });
        }
    }

    private checkCondition(condition: Expression | undefined, scope: Scope): void {
        if (condition) this.expect(condition, boolean, scope);
    }

    private expectField(name: string, fields: FieldTypes, owner: string, origin: Origin): ExpressionType | undefined {
        const found = fields.get(name);
        if (found || fields === noFields || fields.has(name)) {
            this.noteField(fields, name, origin);
            return found;
        }
        this.report(`'${owner}' has no field '${name}'.${suggest(name, [...fields.keys()])}`, origin);
        return undefined;
    }

    private expect(expression: Expression, expected: ExpressionType | undefined, scope: Scope): void {
        const found = this.infer(expression, scope, expected);
        if (found && expected && !isAssignable(found, expected) && !this.literalFits(expression, expected)) this.mismatch(found, expected, expression.origin);
    }

    private mismatch(found: ExpressionType, expected: ExpressionType, origin: Origin): void {
        if (found.optional && isAssignable({ ...found, optional: false } as ExpressionType, expected)) {
            this.report(`The value may be missing (${describeType(found)}), but ${describe(expected)} is needed. Say what holds without it: 'if … == null then … else …'.`, origin);
        } else this.report(`${capitalize(describe(found))} does not fit where ${describe(expected)} is needed.`, origin);
    }

    /** A literal takes the type that its place asks for, where its text is a value of it. */
    private literalFits(expression: Expression, expected: ExpressionType): boolean {
        if (expected.kind !== 'primitive') return false;
        const literal = expression.kind === 'negate' ? expression.operand : expression;
        switch (literal.kind) {
            case 'number': return ['decimal', 'float'].includes(expected.name) || (['int', 'long'].includes(expected.name) && !literal.value.includes('.'));
            case 'text': return ['uuid', 'date', 'time', 'timestamp', 'bytes', 'duration'].includes(expected.name) && textFormats[expected.name]!.test(literal.value);
            case 'date': return expected.name === 'date';
            case 'binary': return isArithmetic(literal.operator) && this.literalFits(literal.left, expected) && this.literalFits(literal.right, expected);
            default: return false;
        }
    }

    private infer(expression: Expression, scope: Scope, expected?: ExpressionType): ExpressionType | undefined {
        const type = this.typeOf(expression, scope, expected);
        if (type) {
            expression.type = expected && this.literalFits(expression, expected) ? required(expected) : type;
        }
        return expression.type;
    }

    private typeOf(expression: Expression, scope: Scope, expected: ExpressionType | undefined): ExpressionType | undefined {
        switch (expression.kind) {
            case 'text': return primitive('string');
            case 'number': return primitive(expression.value.includes('.') ? 'decimal' : 'int');
            case 'boolean': return boolean;
            case 'null': return { kind: 'null', optional: true };
            case 'duration': return primitive('duration');
            case 'date': return primitive('date');
            case 'path': return this.typeOfPath(expression, scope);
            case 'name': return this.typeOfName(expression, scope, expected);
            case 'not':
                this.expect(expression.operand, boolean, scope);
                return boolean;
            case 'negate': {
                const operand = this.infer(expression.operand, scope, expected);
                if (operand && !isNumeric(operand) && !isPrimitive(operand, 'duration')) this.report(`'-' needs a number or a duration, not ${describe(operand)}.`, expression.origin);
                return operand;
            }
            case 'conditional': {
                this.checkCondition(expression.condition, scope);
                const left = this.infer(expression.then, scope, expected);
                const right = this.infer(expression.else, scope, expected ?? left);
                return this.join(this.settle(expression.then, left, right, scope), right, expression.origin);
            }
            case 'list': {
                const element = expected?.kind === 'list' ? expected.element : undefined;
                let common = element;
                for (const item of expression.items) {
                    if (element) this.expect(item, element, scope);
                    else {
                        const found = this.infer(item, scope);
                        common = common ? this.join(common, found, item.origin) : found;
                    }
                }
                return common ? { kind: 'list', element: common, optional: false } : expected?.kind === 'list' ? { ...expected, optional: false } : undefined;
            }
            case 'record': {
                const fields = expected && this.types.fieldsOf(expected);
                if (!fields) {
                    if (expected) this.report(`${capitalize(describe(expected))} is needed here, not a record of fields.`, expression.origin);
                    for (const { value } of expression.assignments) this.infer(value, scope);
                    return undefined;
                }
                this.checkAssignments(expression.assignments, () => fields, describeType({ ...expected, optional: false }), scope);
                const given = new Set(expression.assignments.map(({ field }) => field));
                for (const [name, type] of scope.partial ? [] : fields) {
                    if (!given.has(name) && type && !type.optional) this.report(`'${name}' of ${describeType({ ...expected, optional: false })} is missing. Add '${name} = …'.`, expression.origin);
                }
                return { ...expected, optional: false };
            }
            case 'call': return this.typeOfCall(expression.function, expression.arguments, expression.origin, scope, expected);
            case 'binary': return this.typeOfBinary(expression.operator, expression.left, expression.right, expression.origin, scope, expected);
        }
    }

    private typeOfBinary(operator: BinaryOperator, left: Expression, right: Expression, origin: Origin, scope: Scope, expected: ExpressionType | undefined): ExpressionType | undefined {
        if (operator === 'and' || operator === 'or') {
            this.expect(left, boolean, scope);
            this.expect(right, boolean, scope);
            return boolean;
        }
        if (isArithmetic(operator)) {
            const hint = expected && isNumeric(expected) ? { ...expected, optional: false } as ExpressionType : undefined;
            const leftType = this.infer(left, scope, hint);
            const rightType = this.infer(right, scope, leftType && isNumeric(leftType) ? leftType : hint);
            return this.arithmetic(operator, this.settle(left, leftType, rightType, scope), rightType, right, origin);
        }
        // The side that says more tells the other what a bare enum name or a literal means.
        const leftFirst = left.kind !== 'name';
        const first = leftFirst ? left : right;
        const second = leftFirst ? right : left;
        const firstType = this.infer(first, scope);
        const secondType = this.infer(second, scope, firstType && required(firstType));
        if (!firstType || !secondType) return boolean;
        if (firstType.kind === 'null' || secondType.kind === 'null') {
            if (operator !== '==' && operator !== '!=') this.report(`'null' has no order. Compare with '==' or '!='.`, origin);
            else if (!firstType.optional || !secondType.optional) this.report('This value is never missing, so comparing it with null always gives the same answer.', origin);
            return boolean;
        }
        const comparable = this.literalFits(first, secondType) || this.literalFits(second, firstType)
            || isAssignable(required(firstType), required(secondType)) || isAssignable(required(secondType), required(firstType));
        if (!comparable) this.report(`${capitalize(describe(firstType))} cannot be compared with ${describe(secondType)}.`, origin);
        else if (operator !== '==' && operator !== '!=') {
            if (!isOrdered(firstType)) this.report(`${capitalize(describe(firstType))} has no order: '${operator}' needs numbers, texts, times or durations.`, origin);
            else if (firstType.optional || secondType.optional) this.report(`'${operator}' compares values, and this one may be missing. Check it with '!= null' first, in an 'if'.`, origin);
        } else if (firstType.kind !== 'primitive' && firstType.kind !== 'named') this.report(`${capitalize(describe(firstType))} cannot be compared; compare its parts.`, origin);
        return boolean;
    }

    private arithmetic(operator: BinaryOperator, left: ExpressionType | undefined, right: ExpressionType | undefined, rightExpression: Expression, origin: Origin): ExpressionType | undefined {
        if (!left || !right) return undefined;
        if (left.optional || right.optional) {
            this.report(`'${operator}' needs values, and this one may be missing. Say what holds without it: 'if … == null then … else …'.`, origin);
            return undefined;
        }
        if (isNumeric(left) && isNumeric(right)) {
            const names = [left.name, right.name];
            if (names.includes('decimal') && names.includes('float')) {
                this.report("A decimal is exact and a float is not: they do not mix. Make both one of the two.", origin);
                return undefined;
            }
            if (names.includes('decimal') && left.name !== right.name && !this.literalFits(rightExpression, left)) return primitive('decimal');
            return primitive(names.includes('decimal') ? 'decimal' : names.includes('float') || operator === '/' ? 'float' : names.includes('long') ? 'long' : 'int');
        }
        if (operator === '+' && isPrimitive(left, 'string') && isPrimitive(right, 'string')) return primitive('string');
        if (operator === '+' || operator === '-') {
            if (isPrimitive(left, 'timestamp') && isPrimitive(right, 'duration')) return primitive('timestamp');
            if (isPrimitive(left, 'duration') && isPrimitive(right, 'duration')) return primitive('duration');
            if (operator === '-' && isPrimitive(left, 'timestamp') && isPrimitive(right, 'timestamp')) return primitive('duration');
        }
        this.report(`'${operator}' does not work between ${describe(left)} and ${describe(right)}.`, origin);
        return undefined;
    }

    private typeOfPath({ root, segments, origins, origin }: Expression & { kind: 'path' }, scope: Scope): ExpressionType | undefined {
        const start = this.rootOf(scope, root);
        if (!start) {
            const known = rootsOf(scope);
            this.report(`'${root}' is not known here.${known.length > 0 ? ` What is: ${known.map(name => `'${name}'`).join(', ')}.` : ''}`, origin);
            return undefined;
        }
        if (start === noFields) return undefined;
        let fields = 'get' in start ? start : undefined;
        let current = 'get' in start ? undefined : start;
        let lists = 0;
        let optional = false;
        let owner: string = root;
        for (const [index, segment] of segments.entries()) {
            while (current?.kind === 'list') {
                lists++;
                current = current.element;
            }
            if (current) {
                optional ||= current.optional;
                if (current.kind === 'map') {
                    owner = segment;
                    current = { ...current.value, optional: true };
                    continue;
                }
                fields = this.types.fieldsOf(current);
                if (!fields) {
                    if (!isPrimitive(current, 'json')) this.report(`'${owner}' is ${describe(current)} and has no field '${segment}'.`, origin);
                    return undefined;
                }
            }
            const field = fields!.get(segment);
            if (!field && !fields!.has(segment)) {
                this.report(`'${owner}' has no field '${segment}'.${suggest(segment, [...fields!.keys()])}`, origin);
                return undefined;
            }
            this.noteField(fields!, segment, origins[index]);
            current = field;
            if (!current) return undefined;
            owner = segment;
        }
        if (!current) return undefined;
        let type: ExpressionType = optional ? { ...current, optional: true } : current;
        for (; lists > 0; lists--) type = { kind: 'list', element: type, optional: false };
        return type;
    }

    private typeOfName(expression: Expression & { kind: 'name' }, scope: Scope, expected: ExpressionType | undefined): ExpressionType | undefined {
        const parts = expression.text.split('.');
        const value = parts.pop()!;
        const wanted = expected?.kind === 'named' ? this.types.enum(expected.target) : undefined;
        const declaration = parts.length > 0 ? this.types.findEnum(parts.join('.'), scope.context) : wanted;
        if (!declaration) {
            const known = rootsOf(scope).flatMap(root => {
                const fields = this.rootOf(scope, root);
                return fields instanceof Map && fields.has(parts[0] ?? value) ? [`'${root}.${expression.text}'`] : [];
            });
            this.report(known.length > 0 ? `'${expression.text}' does not say whose it is. Write ${known.join(' or ')}.`
                : parts.length > 0 ? `There is no enum '${parts.join('.')}'.`
                : expected ? `'${expression.text}' is no value of ${describe(expected)}. Texts stand in quotes.` : `'${expression.text}' is not known here. Texts stand in quotes.`, expression.origin);
            return undefined;
        }
        if (!declaration.values.some(({ name }) => name === value)) {
            this.report(`'${declaration.name}' has no value '${value}'.${suggest(value, declaration.values.map(({ name }) => name))}`, expression.origin);
            return undefined;
        }
        expression.enum = declaration.id;
        expression.value = value;
        this.noteValue(expression, declaration);
        return { kind: 'named', target: declaration.id, optional: false };
    }

    private noteField(fields: FieldTypes, name: string, origin: Origin | undefined): void {
        if (!this.note || !origin) return;
        const declaration = this.types.originOf(fields, name);
        if (declaration) this.note(origin, declaration);
    }

    private noteValue({ value, origins, text }: Expression & { kind: 'name' }, declaration: EnumDeclaration): void {
        if (!this.note) return;
        const places = [...origins].reverse();
        const named = [declaration.values.find(({ name }) => name === value), declaration, text.split('.').length > 2 ? this.model.contexts.find(({ id }) => id === declaration.context) : undefined];
        for (const [index, element] of named.entries()) if (element && places[index]) this.note(places[index], element.origin);
    }

    private typeOfCall(name: string, callArguments: Expression[], origin: Origin, scope: Scope, expected?: ExpressionType): ExpressionType | undefined {
        if (!['count', 'sum', 'min', 'max'].includes(name)) {
            this.report(`There is no function '${name}'.${suggest(name, ['count', 'sum', 'min', 'max'])} What there is: count, sum, min, max.`, origin);
            for (const argument of callArguments) this.infer(argument, scope);
            return undefined;
        }
        const [first, second] = callArguments;
        if (!first || callArguments.length > 2) {
            this.report(`'${name}' takes a list, and perhaps an expression on its 'item'.`, origin);
            return undefined;
        }
        const list = this.infer(first, scope, second && (name === 'min' || name === 'max') ? expected : undefined);
        if (!list) {
            if (second && first.kind !== 'list') this.infer(second, scope);
            return name === 'count' ? primitive('int') : undefined;
        }
        if (list.optional) {
            this.report(`'${name}' needs a list that is there, and this one may be missing.`, first.origin);
            return undefined;
        }
        if (list.kind !== 'list') {
            if ((name === 'min' || name === 'max') && second) {
                const other = this.infer(second, scope, list);
                const joined = this.join(this.settle(first, list, other, scope), other, origin);
                if (joined && !isOrdered(joined)) this.report(`${capitalize(describe(joined))} has no order: '${name}' needs numbers, texts, times or durations.`, origin);
                return joined;
            }
            this.report(`'${name}' needs a list, not ${describe(list)}.`, first.origin);
            return undefined;
        }
        const inner = this.withItem(scope, list.element);
        if (name === 'count') {
            this.checkCondition(second, inner);
            return primitive('int');
        }
        const element = second ? this.infer(second, inner) : list.element;
        if (!element) return undefined;
        if (name === 'sum' ? !isNumeric(element) && !isPrimitive(element, 'duration') : !isOrdered(element)) {
            this.report(`'${name}' needs ${name === 'sum' ? 'numbers or durations' : 'values with an order'}, not ${describe(element)}.`, second?.origin ?? first.origin);
            return undefined;
        }
        // The sum of nothing is zero; the least of nothing is missing.
        return name === 'sum' ? required(element) : { ...element, optional: true };
    }

    /** A literal on the left takes the type of what stands on the right: `2 * event.price`. */
    private settle(left: Expression, leftType: ExpressionType | undefined, rightType: ExpressionType | undefined, scope: Scope): ExpressionType | undefined {
        return rightType && this.literalFits(left, rightType) ? this.infer(left, scope, rightType) : leftType;
    }

    /** The one type that two alternatives of an expression have in common. */
    private join(left: ExpressionType | undefined, right: ExpressionType | undefined, origin: Origin): ExpressionType | undefined {
        if (!left || !right) return left ?? right;
        const optional = left.optional || right.optional;
        if (left.kind === 'null') return { ...right, optional };
        if (right.kind === 'null') return { ...left, optional };
        if (isAssignable(required(left), required(right))) return { ...right, optional };
        if (isAssignable(required(right), required(left))) return { ...left, optional };
        this.report(`One way gives ${describe(left)}, the other ${describe(right)}: both must give the same type.`, origin);
        return undefined;
    }

    private fieldsOfMessage(id: string | undefined): FieldTypes {
        const message = this.types.message(id);
        return message ? this.types.fieldTypes(message.fields) : noFields;
    }

    private incoming(root: 'event' | 'command', target: string | undefined): NonNullable<Scope['given']> {
        return { root, fields: this.types.message(target)?.fields };
    }

    private rootOf(scope: Scope, root: PathRoot): FieldTypes | ExpressionType | undefined {
        if (root === 'item') return scope.item;
        if (root === 'state') return scope.state && this.fieldsOfState(scope);
        if (scope.given?.root !== root) return undefined;
        return scope.given.fields ? this.types.fieldTypes(scope.given.fields) : noFields;
    }

    private fieldsOfState({ state }: Scope): FieldTypes {
        return state && state !== 'none' ? this.types.stateOf(state) : noFields;
    }

    private withItem(scope: Scope, element: ExpressionType | undefined): Scope {
        const inside: Scope = { context: scope.context, item: element ?? noFields };
        if (scope.given) inside.given = scope.given;
        if (scope.state) inside.state = scope.state;
        if (scope.partial) inside.partial = scope.partial;
        return inside;
    }

    private report(message: string, origin: Origin): void {
        this.problems.push({ message, origin });
    }
}

const textFormats: Partial<Record<PrimitiveName, RegExp>> = {
    uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    date: /^\d{4}-\d{2}-\d{2}$/,
    time: /^\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/,
    timestamp: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/,
    duration: /^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
    bytes: /^[A-Za-z0-9+/]*={0,2}$/,
};

/** What a place knows, in the order in which messages tell it. */
function rootsOf({ given, state, item }: Scope): PathRoot[] {
    return [...(given ? [given.root] : []), ...(state ? ['state' as const] : []), ...(item ? ['item' as const] : [])];
}

function primitive(name: PrimitiveName): ExpressionType {
    return primitiveTypes[name][0];
}

function required(type: ExpressionType): ExpressionType {
    return type.optional && type.kind !== 'null' ? { ...type, optional: false } : type;
}

function isPrimitive(type: ExpressionType, name: PrimitiveName): boolean {
    return type.kind === 'primitive' && type.name === name;
}

function isNumeric(type: ExpressionType): type is ExpressionType & { kind: 'primitive' } {
    return type.kind === 'primitive' && ['int', 'long', 'decimal', 'float'].includes(type.name);
}

function isOrdered(type: ExpressionType): boolean {
    return type.kind === 'primitive' && !['boolean', 'uuid', 'bytes', 'json'].includes(type.name);
}

function isArithmetic(operator: BinaryOperator): boolean {
    return operator === '+' || operator === '-' || operator === '*' || operator === '/';
}

function describe(type: ExpressionType): string {
    const text = describeType(type);
    return type.kind === 'null' ? 'null' : `${/^[aeiou]/i.test(text) ? 'an' : 'a'} ${text}`;
}

function capitalize(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

function suggest(name: string, candidates: string[]): string {
    let best: string | undefined;
    let least = Math.max(2, Math.floor(name.length / 4)) + 1;
    for (const candidate of candidates) {
        const steps = distance(name.toLowerCase(), candidate.toLowerCase());
        if (steps < least) [best, least] = [candidate, steps];
    }
    return best === undefined ? '' : ` Did you mean '${best}'?`;
}
