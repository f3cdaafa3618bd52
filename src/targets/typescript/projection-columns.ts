import type { Expression, ExpressionType, Projection, Query } from '../../model/flow-model.js';
import type { ColumnType, ProjectionColumn } from '../../runtime/stores/store.js';
import type { Generation } from './shapes.js';

const primitiveColumns = {
    string: 'text', int: 'integer', long: 'bigint', decimal: 'numeric', float: 'double', boolean: 'boolean', uuid: 'uuid', date: 'date', time: 'text', timestamp: 'timestamp',
    duration: 'text', bytes: 'text', json: 'json',
} as const satisfies Record<string, ColumnType>;

/** The columns that a projection's rows have in a table, those of its key first. */
export function columnsOf(projection: Projection, { types }: Generation): readonly ProjectionColumn[] {
    const key = projection.fields.find(({ name }) => name === projection.key);
    const keyType = key ? types.resolve(key.type) : types.keyTypeOf(projection);
    const columnType = (type: ExpressionType | undefined): ColumnType => {
        if (type?.kind === 'primitive') return primitiveColumns[type.name];
        return type?.kind === 'named' && types.enum(type.target) ? 'text' : 'json';
    };
    return [
        { field: projection.key, type: columnType(keyType) },
        ...(projection.window === undefined ? [] : [{ field: 'windowStart', type: 'timestamp' } as const]),
        ...projection.fields.filter(({ name }) => name !== projection.key && !(projection.window !== undefined && name === 'windowStart')).map(({ name, type }) => ({ field: name, type: columnType(types.resolve(type)) })),
    ];
}

/** The fields of which a query's condition says that they equal something, and what that is. */
export function equalitiesOf({ condition }: Pick<Query, 'condition'>): readonly { readonly field: string; readonly value: Extract<Expression, { kind: 'path' }> }[] {
    if (condition?.kind !== 'binary') return [];
    const { operator, left, right } = condition;
    if (operator === 'and') return [left, right].flatMap(side => equalitiesOf({ condition: side }));
    if (operator !== '==' || left.kind !== 'path' || right.kind !== 'path') return [];
    const [state, value] = left.root === 'state' ? [left, right] : [right, left];
    const [field, ...others] = state.segments;
    return state.root === 'state' && value.root === 'query' && value.segments.length === 1 && field !== undefined && others.length === 0 ? [{ field, value }] : [];
}
