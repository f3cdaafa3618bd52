import type { AstNode } from 'langium';
import type { Annotation, Bounds, Element, EnumDeclaration, Field, Message, Query, Type, TypeDeclaration } from '../../model/flow-model.js';
import { findDocumentation } from '../documentation.js';
import type * as ast from '../generated/ast.js';
import { toAssignments, toExpression } from './expressions.js';
import type { Origins } from './origins.js';

/** What one document's conversion needs: its text for documentation, its places, its context's name. */
export interface Scope {
    text: string;
    origins: Origins;
    context: string;
}

/**
 * What every declaration has. Whoever adds to it writes the whole object out: one that begins with `...` gets a hidden class of its own from V8,
 * each time anew, and whatever reads many of them is slow ever after.
 */
export function toElement(node: AstNode & { name: string; annotations?: ast.Annotation[] }, id: string, { text, origins }: Scope): Element {
    const element: Element = { id, name: node.name, origin: origins.ofProperty(node, 'name'), annotations: toAnnotations(node.annotations, origins) };
    return documented(element, documentationOf(node, text));
}

/** The same element with its documentation, where there is any. */
export function documented<Documented extends object>(element: Documented, documentation: string | undefined): Documented & { documentation?: string } {
    const known: Documented & { documentation?: string } = element;
    if (documentation !== undefined) known.documentation = documentation;
    return known;
}

function documentationOf(node: AstNode, text: string): string | undefined {
    return node.$cstNode && findDocumentation(text, node.$cstNode.offset);
}

const none: Annotation[] = [];

function toAnnotations(nodes: ast.Annotation[] | undefined, origins: Origins): Annotation[] {
    if (!nodes || nodes.length === 0) return none;
    return nodes.filter(node => node.name).map(node => ({
        name: node.name,
        arguments: node.arguments.map(argument => ({
            value: argument.number !== undefined ? Number(argument.number) : argument.text ?? argument.date ?? argument.word ?? '',
            ...(argument.name !== undefined && { name: argument.name }),
        })),
        origin: origins.ofNode(node),
    }));
}

export function toMessage(node: ast.Event | ast.Command, id: string, scope: Scope): Message {
    const { name, documentation, origin, annotations } = toElement(node, id, scope);
    const message: Message = {
        id,
        name,
        origin,
        annotations,
        context: scope.context,
        kind: node.$type === 'Event' ? 'event' : 'command',
        public: node.public,
        version: Number(node.version ?? 1),
        latest: !id.includes('@'),
        fields: toFields(node.fields, scope),
        upcasts: node.upcasts.map(upcast => ({
            from: Number(upcast.version ?? 0),
            assignments: toAssignments(upcast.assignments, scope.origins),
            origin: scope.origins.ofKeyword(upcast),
        })),
    };
    return documented(message, documentation);
}

export function toQuery(node: ast.Query, id: string, projection: string | undefined, scope: Scope): Query {
    const { origins } = scope;
    const { name, documentation, origin, annotations } = toElement(node, id, scope);
    const query: Query = {
        id,
        name,
        origin,
        annotations,
        context: scope.context,
        public: node.public,
        parameters: toFields(node.parameters, scope),
        result: toType(node.result, origins, origin),
    };
    if (projection !== undefined) query.projection = projection;
    if (node.condition) query.condition = toExpression(node.condition, origins, origin);
    if (node.sort) query.sort = { by: toExpression(node.sort, origins, origin), descending: node.descending };
    if (node.limit !== undefined) query.limit = Number(node.limit);
    return documented(query, documentation);
}

export function toTypeDeclaration(node: ast.TypeDeclaration, id: string, scope: Scope): TypeDeclaration {
    const { name, documentation, origin, annotations } = toElement(node, id, scope);
    const declaration: TypeDeclaration = { id, name, origin, annotations, context: scope.context, fields: toFields(node.fields, scope) };
    if (node.alias) declaration.alias = toType(node.alias, scope.origins, origin);
    return documented(declaration, documentation);
}

export function toEnum(node: ast.EnumDeclaration, id: string, scope: Scope): EnumDeclaration {
    const { name, documentation, origin, annotations } = toElement(node, id, scope);
    const values = node.values.filter(value => value.name).map(value => documented({
        name: value.name,
        annotations: toAnnotations(value.annotations, scope.origins),
        origin: scope.origins.ofProperty(value, 'name'),
    }, documentationOf(value, scope.text)));
    return documented({ id, name, origin, annotations, context: scope.context, values }, documentation);
}

export function toFields(nodes: ast.Field[], { text, origins }: Scope): Field[] {
    const fields: Field[] = [];
    for (const node of nodes) {
        if (!node.name) continue;
        const origin = origins.ofProperty(node, 'name');
        const field: Field = {
            name: node.name,
            role: node.key ? 'key' : node.header ? 'header' : 'payload',
            type: toType(node.type, origins, origin),
            annotations: toAnnotations(node.annotations, origins),
            origin,
        };
        if (node.default) field.default = toExpression(node.default, origins, origin);
        fields.push(documented(field, documentationOf(node, text)));
    }
    return fields;
}

/** A type that a half-typed tree lacks is `json`, which fits everything: the syntax error has been told already. */
export function toType(node: ast.TypeExpression | undefined, origins: Origins, parent: Type['origin']): Type {
    if (!node) return { kind: 'primitive', name: 'json', optional: false, origin: parent };
    const first = toSuffixed(node, origins);
    if (!node.next) return first;
    const rest = toType(node.next, origins, parent);
    const alternatives = rest.kind === 'union' && !node.next.group ? [first, ...rest.alternatives] : [first, rest];
    return { kind: 'union', alternatives, optional: false, origin: origins.ofNode(node) };
}

function toSuffixed(node: ast.TypeExpression, origins: Origins): Type {
    const origin = origins.ofNode(node);
    let type = toPlain(node, origins, origin);
    for (const suffix of node.suffixes) {
        if (suffix.list) type = toList(type, suffix.size, origin);
        else type.optional = true;
    }
    return type;
}

function toPlain(node: ast.TypeExpression, origins: Origins, origin: Type['origin']): Type {
    if (node.reference) return { kind: 'named', reference: origins.ofReference(node.reference), optional: false, origin };
    if (node.group) return toType(node.group, origins, origin);
    if (node.value) return { kind: 'map', value: toType(node.value, origins, origin), optional: false, origin };
    if (node.primitive !== undefined && !node.range && node.pattern === undefined) return { kind: 'primitive', name: node.primitive, optional: false, origin };
    const pattern = node.pattern?.slice(1, -1);
    const type: Type & { kind: 'primitive' } = { kind: 'primitive', name: node.primitive ?? (pattern === undefined ? 'json' : 'string'), optional: false, origin };
    if (node.range) type.bounds = toBounds(node.range);
    if (pattern !== undefined) type.pattern = pattern;
    return type;
}

function toList(element: Type, size: ast.Range | undefined, origin: Type['origin']): Type {
    const type: Type & { kind: 'list' } = { kind: 'list', element, optional: false, origin };
    if (size) type.bounds = toBounds(size);
    return type;
}

function toBounds(range: ast.Range): Bounds {
    const minimum = range.minimum === undefined ? undefined : Number(range.minimum);
    const maximum = range.maximum !== undefined ? Number(range.maximum) : range.open ? undefined : minimum;
    if (minimum === undefined) return maximum === undefined ? {} : { maximum };
    return maximum === undefined ? { minimum } : { minimum, maximum };
}
