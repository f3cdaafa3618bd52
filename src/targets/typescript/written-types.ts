import type { Expression, PathRoot, Type } from '../../model/flow-model.js';
import type { TypeIndex } from '../../model/type-index.js';
import type { Brands } from './brands.js';
import type { Variables } from './expressions.js';

/** What expressions are by the types that were written, names that were given to them included; what the model's own types leave out. */
export class WrittenTypes {
    constructor(
        private readonly types: TypeIndex,
        private readonly brands: Brands,
    ) {}

    /** Undefined where it is of no single written type. */
    of(expression: Expression, variables: Variables): Type | undefined {
        switch (expression.kind) {
            case 'path': return this.ofPath(expression.root, expression.segments, variables);
            case 'text': return text(expression);
            case 'binary': return expression.operator === '+' ? text(expression) : undefined;
            case 'conditional': return this.common([expression.then, expression.else], variables);
            case 'list': {
                const element = this.common(expression.items, variables);
                return element && { kind: 'list', element, optional: false, origin: expression.origin };
            }
            case 'call': return this.ofCall(expression, variables);
            default: return undefined;
        }
    }

    ofPath(root: PathRoot, segments: readonly string[], variables: Variables): Type | undefined {
        if (root === 'item') return this.follow(variables.writtenItem, segments);
        const [first, ...rest] = segments;
        const fields = variables.fields[root];
        return fields && first !== undefined ? this.follow(fields.declarationOf(first)?.type, rest) : undefined;
    }

    /** The items of a list. */
    elementOf(type: Type | undefined): Type | undefined {
        const list = type && this.types.underlying(type);
        return list?.kind === 'list' ? list.element : undefined;
    }

    private follow(type: Type | undefined, segments: readonly string[]): Type | undefined {
        const [first, ...rest] = segments;
        if (!type || first === undefined) return type;
        const known = this.types.underlying(type);
        if (known?.kind === 'list') {
            const inner = this.follow(known.element, segments);
            if (!inner) return undefined;
            // Lists within a list are joined into one on the way, but one at the end stays.
            return this.goesThroughList(known.element, segments.slice(0, -1)) ? inner : { kind: 'list', element: inner, optional: known.optional, origin: known.origin };
        }
        if (known?.kind === 'map') return this.follow(known.value, rest);
        const resolved = this.types.resolve(type);
        const fields = resolved && this.types.fieldsOf(resolved);
        return fields && this.follow(fields.declarationOf(first)?.type, rest);
    }

    private goesThroughList(type: Type, segments: readonly string[]): boolean {
        return segments.some((_, index) => {
            const passed = this.follow(type, segments.slice(0, index + 1));
            return passed !== undefined && this.types.underlying(passed)?.kind === 'list';
        });
    }

    private ofCall({ function: name, arguments: [first, second] }: Expression & { kind: 'call' }, variables: Variables): Type | undefined {
        if (!first || (name !== 'min' && name !== 'max')) return undefined;
        if (first.type?.kind !== 'list') return this.common(second ? [first, second] : [first], variables);
        const element = this.elementOf(this.of(first, variables));
        return second ? this.of(second, { ...variables, ...(element && { writtenItem: element }) }) : element;
    }

    private common(expressions: readonly Expression[], variables: Variables): Type | undefined {
        const [first, ...others] = expressions.filter(({ kind }) => kind !== 'null').map(expression => this.of(expression, variables));
        return first && others.every(other => other && this.brands.signature(other) === this.brands.signature(first)) ? first : undefined;
    }
}

/** The type of a text that is no id. */
function text({ origin }: Expression): Type {
    return { kind: 'primitive', name: 'string', optional: false, origin };
}
