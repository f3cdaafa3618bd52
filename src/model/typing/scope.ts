import type { ExpressionType, Field, KeyedPart, PathRoot } from '../flow-model.js';
import { FieldTypes } from '../field-types.js';
import type { TypeIndex } from '../type-index.js';

/**
 * What a place knows by name, and whose short enum names it may use. The fields behind a root are looked up when an
 * expression asks for them: most places have no expression.
 */
export interface Scope {
    context: string;
    /** The message that comes in, or the query. */
    given?: { root: 'event' | 'command' | 'query'; fields: readonly Field[] | undefined };
    /** The part whose state is known; `none` is a state of which nothing is known. */
    state?: KeyedPart | 'none';
    item?: FieldTypes | ExpressionType;
    /** A record need not have all its fields: what is left out is made up, or may be anything. */
    partial?: boolean;
}

/** The fields of what is not known: whatever is asked for may be there. */
export const noFields = FieldTypes.none();

/** What a place knows, in the order in which messages tell it. */
export function rootsOf({ given, state, item }: Scope): PathRoot[] {
    return [...(given ? [given.root] : []), ...(state ? ['state' as const] : []), ...(item ? ['item' as const] : [])];
}

/** The fields behind a root, or the type of an item; undefined where the place does not know it. */
export function rootOf(scope: Scope, root: PathRoot, types: TypeIndex): FieldTypes | ExpressionType | undefined {
    if (root === 'item') return scope.item;
    if (root === 'state') return scope.state && fieldsOfState(scope, types);
    if (scope.given?.root !== root) return undefined;
    return scope.given.fields ? types.fieldTypes(scope.given.fields) : noFields;
}

/** The fields of the state that a place knows. */
export function fieldsOfState({ state }: Scope, types: TypeIndex): FieldTypes {
    return state && state !== 'none' ? types.stateOf(state) : noFields;
}

/** The same place, within a list whose items are of this type. */
export function withItem(scope: Scope, element: ExpressionType | undefined): Scope {
    const inside: Scope = { context: scope.context, item: element ?? noFields };
    if (scope.given) inside.given = scope.given;
    if (scope.state) inside.state = scope.state;
    if (scope.partial) inside.partial = scope.partial;
    return inside;
}
