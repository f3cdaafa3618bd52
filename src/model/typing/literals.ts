import type { Expression, ExpressionType, PrimitiveName } from '../flow-model.js';
import { formats } from '../formats.js';
import { isArithmetic } from './kinds.js';

const formatOf: Partial<Record<PrimitiveName, keyof typeof formats>> = { uuid: 'uuid', date: 'date', time: 'time', timestamp: 'date-time', bytes: 'base64', duration: 'duration' };

/** A literal takes the type that its place asks for, where its text is a value of it. */
export function literalFits(expression: Expression, expected: ExpressionType): boolean {
    if (expected.kind !== 'primitive') return false;
    const literal = expression.kind === 'negate' ? expression.operand : expression;
    switch (literal.kind) {
        case 'number': return ['decimal', 'float'].includes(expected.name) || (['int', 'long'].includes(expected.name) && !literal.value.includes('.'));
        case 'text': return formats[formatOf[expected.name] ?? '']?.test(literal.value) ?? false;
        case 'date': return expected.name === 'date';
        case 'binary': return isArithmetic(literal.operator) && literalFits(literal.left, expected) && literalFits(literal.right, expected);
        default: return false;
    }
}
