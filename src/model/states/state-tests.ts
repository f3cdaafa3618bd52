import type { Expression, Origin } from '../flow-model.js';

/** A value that is written out, as a text by which equal values are equal. */
export type Constant = string;

/** A place where a condition compares a field of the state with a value that is written out. */
export interface StateTest {
    field: string;
    constant: Constant;
    /** False of `!=`. */
    equal: boolean;
    /** The comparison as a whole. */
    origin: Origin;
    /** The value alone, where it is written. */
    constantOrigin?: Origin;
}

/** Whether something holds, as far as that can be told. */
export type Truth = 'yes' | 'no' | 'unknown';

/** What a state is known to hold: a constant, or `undefined` of a field that has not been set; a field that is not there may be anything. */
export type KnownState = ReadonlyMap<string, Constant | undefined>;

/** The constant that an expression writes out; undefined of what is computed, and of an enum's value whose enum is not known. */
export function constantOf(expression: Expression): Constant | undefined {
    switch (expression.kind) {
        case 'text': return JSON.stringify(expression.value);
        case 'number': return String(Number(expression.value));
        case 'boolean': return String(expression.value);
        case 'date': return expression.value;
        case 'duration': return `${expression.milliseconds} ms`;
        case 'null': return 'null';
        case 'name': return expression.enum === undefined ? undefined : expression.value;
        case 'negate': {
            const operand = expression.operand.kind === 'number' ? constantOf(expression.operand) : undefined;
            return operand === undefined ? undefined : String(-Number(operand));
        }
        default: return undefined;
    }
}

/** A constant as a sentence would name it. */
export function describeConstant(constant: Constant): string {
    return constant.startsWith('"') ? String(JSON.parse(constant)) : constant;
}

/** Every comparison of the state's own fields with constants in a condition; a boolean field alone is compared with `true`. */
export function stateTestsOf(condition: Expression): StateTest[] {
    const found: StateTest[] = [];
    addTests(condition, found);
    return found;
}

function addTests(condition: Expression, found: StateTest[]): void {
    switch (condition.kind) {
        case 'not': {
            const flag = booleanField(condition.operand);
            if (flag === undefined) addTests(condition.operand, found);
            else found.push({ field: flag, constant: 'false', equal: true, origin: condition.origin });
            break;
        }
        case 'path': {
            const flag = booleanField(condition);
            if (flag !== undefined) found.push({ field: flag, constant: 'true', equal: true, origin: condition.origin });
            break;
        }
        case 'conditional': for (const part of [condition.condition, condition.then, condition.else]) addTests(part, found); break;
        case 'binary': {
            if (condition.operator === 'and' || condition.operator === 'or') {
                addTests(condition.left, found);
                addTests(condition.right, found);
                break;
            }
            const test = comparison(condition);
            if (test) found.push({ origin: condition.origin, ...test });
            break;
        }
        default: break;
    }
}

/** Whether a condition holds in a state. What compares a field that has not been set does not hold, as in a program that runs. */
export function judge(condition: Expression, state: KnownState): Truth {
    return new Judgement(state, 'no').of(condition);
}

class Judgement {
    /** `unset`: what a comparison with a field is that has not been set. */
    constructor(private readonly state: KnownState, private readonly unset: Truth) {}

    of(condition: Expression): Truth {
        switch (condition.kind) {
            case 'boolean': return condition.value ? 'yes' : 'no';
            // A missing value makes the condition as a whole fail: what is negated must not count as certain because of it.
            case 'not': return opposite(new Judgement(this.state, 'unknown').of(condition.operand));
            case 'path': {
                const flag = booleanField(condition);
                return flag === undefined ? 'unknown' : this.compare(flag, 'true');
            }
            case 'binary': {
                if (condition.operator === 'and') return both(this.of(condition.left), this.of(condition.right));
                if (condition.operator === 'or') return opposite(both(opposite(this.of(condition.left)), opposite(this.of(condition.right))));
                const test = comparison(condition);
                if (!test) return 'unknown';
                if (test.equal) return this.compare(test.field, test.constant);
                return this.state.get(test.field) === undefined ? 'unknown' : opposite(this.compare(test.field, test.constant));
            }
            default: return 'unknown';
        }
    }

    private compare(field: string, constant: Constant): Truth {
        if (!this.state.has(field)) return 'unknown';
        const value = this.state.get(field);
        if (value === undefined) return constant === 'null' ? 'unknown' : this.unset;
        return value === constant ? 'yes' : 'no';
    }
}

function comparison({ operator, left, right }: Expression & { kind: 'binary' }): Omit<StateTest, 'origin'> | undefined {
    if (operator !== '==' && operator !== '!=') return undefined;
    for (const [path, value] of [[left, right], [right, left]] as const) {
        const field = ownField(path);
        const constant = field === undefined ? undefined : constantOf(value);
        if (field !== undefined && constant !== undefined) return { field, constant, equal: operator === '==', constantOrigin: value.origin };
    }
    return undefined;
}

function ownField(expression: Expression): string | undefined {
    return expression.kind === 'path' && expression.root === 'state' && expression.segments.length === 1 ? expression.segments[0] : undefined;
}

function booleanField(expression: Expression): string | undefined {
    return expression.type?.kind === 'primitive' && expression.type.name === 'boolean' ? ownField(expression) : undefined;
}

function opposite(truth: Truth): Truth {
    return truth === 'unknown' ? 'unknown' : truth === 'yes' ? 'no' : 'yes';
}

function both(left: Truth, right: Truth): Truth {
    if (left === 'no' || right === 'no') return 'no';
    return left === 'yes' && right === 'yes' ? 'yes' : 'unknown';
}
