import type { Assignment, Expression, Field } from '../../../model/flow-model.js';
import type { DecimalPattern } from '../../../runtime/scenarios/matching.js';
import { isoDuration } from '../operations.js';

/** A value as it travels, by a literal of a specification; undefined for `null`, which is left out. */
export function valueOf(expression: Expression): unknown {
    const decimal = expression.type?.kind === 'primitive' && expression.type.name === 'decimal';
    switch (expression.kind) {
        case 'text': case 'boolean': case 'date': return expression.value;
        case 'number': return decimal ? expression.value : Number(expression.value);
        case 'negate': {
            const value = valueOf(expression.operand);
            return typeof value === 'number' ? -value : `-${String(value)}`;
        }
        case 'duration': return isoDuration(expression.milliseconds);
        case 'name': return expression.value;
        case 'list': return expression.items.map(valueOf);
        case 'record': return { ...tagOf(expression), ...recordOf(expression.assignments) };
        // A scenario has literals alone: `language/scenario` sees to that.
        default: return undefined;
    }
}

/** A field's default as it travels; undefined where it has none, or one that has to be worked out. */
export function defaultOf({ default: value }: Field): unknown {
    return value && isWritten(value) ? valueOf(value) : undefined;
}

function isWritten(expression: Expression): boolean {
    switch (expression.kind) {
        case 'list': return expression.items.every(isWritten);
        case 'record': return expression.assignments.every(({ value }) => isWritten(value));
        case 'negate': return expression.operand.kind === 'number';
        default: return !['path', 'not', 'binary', 'conditional', 'call'].includes(expression.kind);
    }
}

/** What tells a record apart that stands for one of several types. */
export function tagOf({ tag }: Expression & { kind: 'record' }): { $type?: string } {
    return tag === undefined ? {} : { $type: tag };
}

function recordOf(assignments: readonly Assignment[]): Record<string, unknown> {
    return Object.fromEntries(assignments.flatMap(({ field, value }) => {
        const found = valueOf(value);
        return found === undefined ? [] : [[field, found]];
    }));
}

/** What is expected of fields: decimals by their value, `null` where nothing must be. */
export function patternOf(assignments: readonly Assignment[]): Record<string, unknown> {
    return Object.fromEntries(assignments.map(({ field, value }) => [field, pattern(value)]));
}

/** What is expected of a value. */
export function pattern(expression: Expression): unknown {
    if (expression.kind === 'null') return null;
    if (expression.kind === 'list') return expression.items.map(pattern);
    if (expression.kind === 'record') return { ...tagOf(expression), ...patternOf(expression.assignments) };
    const value = valueOf(expression);
    const { type } = expression;
    return type?.kind === 'primitive' && type.name === 'decimal' ? { $decimal: String(value) } satisfies DecimalPattern : value;
}
