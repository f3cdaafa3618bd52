import type { BinaryOperator, ExpressionType, PrimitiveName } from '../flow-model.js';
import { primitiveTypes } from '../type-index.js';

/** The type of a primitive that is there. */
export function primitive(name: PrimitiveName): ExpressionType {
    return primitiveTypes[name][0];
}

/** The type of conditions. */
export const boolean = primitive('boolean');

/** The type without the possibility that a value is missing. */
export function required(type: ExpressionType): ExpressionType {
    if (!type.optional || type.kind === 'null') return type;
    return type.kind === 'primitive' ? primitive(type.name) : { ...type, optional: false };
}

/** True of just this primitive, missing or not. */
export function isPrimitive(type: ExpressionType, name: PrimitiveName): boolean {
    return type.kind === 'primitive' && type.name === name;
}

/** True of what can be added and multiplied. */
export function isNumeric(type: ExpressionType): type is ExpressionType & { kind: 'primitive' } {
    return type.kind === 'primitive' && ['int', 'long', 'decimal', 'float'].includes(type.name);
}

/** True of what can be less than something. */
export function isOrdered(type: ExpressionType): boolean {
    return type.kind === 'primitive' && !['boolean', 'uuid', 'bytes', 'json'].includes(type.name);
}

/** True of operators that make a new value of two. */
export function isArithmetic(operator: BinaryOperator): boolean {
    return operator === '+' || operator === '-' || operator === '*' || operator === '/';
}
