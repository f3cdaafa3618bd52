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

/** What every declaration has. */
export function toElement(node: AstNode & { name: string; annotations?: ast.Annotation[] }, id: string, { text, origins }: Scope): Element {
    const element: Element = { id, name: node.name, origin: origins.ofProperty(node, 'name'), annotations: toAnnotations(node.annotations, origins) };
    const documentation = documentationOf(node, text);
    if (documentation !== undefined) element.documentation = documentation;
    return element;
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
            ...(argument.name !== undefined && { name: argument.name }),
            value: argument.number !== undefined ? Number(argument.number) : argument.text ?? argument.date ?? argument.word ?? '',
        })),
        origin: origins.ofNode(node),
    }));
}

export function toMessage(node: ast.Event | ast.Command, id: string, scope: Scope): Message {
    const { name, documentation, origin, annotations } = toElement(node, id, scope);
    // Written out, here and for fields: there are more of these than of anything else.
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
    if (documentation !== undefined) message.documentation = documentation;
    return message;
}

export function toQuery(node: ast.Query, id: string, projection: string | undefined, scope: Scope): Query {
    const { origins } = scope;
    const element = toElement(node, id, scope);
    return {
        ...element,
        context: scope.context,
        public: node.public,
        parameters: toFields(node.parameters, scope),
        result: toType(node.result, origins, element.origin),
        ...(projection !== undefined && { projection }),
        ...(node.condition && { condition: toExpression(node.condition, origins, element.origin) }),
        ...(node.sort && { sort: { by: toExpression(node.sort, origins, element.origin), descending: node.descending } }),
        ...(node.limit !== undefined && { limit: Number(node.limit) }),
    };
}

export function toTypeDeclaration(node: ast.TypeDeclaration, id: string, scope: Scope): TypeDeclaration {
    const element = toElement(node, id, scope);
    return {
        ...element,
        context: scope.context,
        fields: toFields(node.fields, scope),
        ...(node.alias && { alias: toType(node.alias, scope.origins, element.origin) }),
    };
}

export function toEnum(node: ast.EnumDeclaration, id: string, scope: Scope): EnumDeclaration {
    return {
        ...toElement(node, id, scope),
        context: scope.context,
        values: node.values.filter(value => value.name).map(value => {
            const documentation = documentationOf(value, scope.text);
            return {
                name: value.name,
                ...(documentation !== undefined && { documentation }),
                annotations: toAnnotations(value.annotations, scope.origins),
                origin: scope.origins.ofProperty(value, 'name'),
            };
        }),
    };
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
        const documentation = documentationOf(node, text);
        if (documentation !== undefined) field.documentation = documentation;
        if (node.default) field.default = toExpression(node.default, origins, origin);
        fields.push(field);
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
        if (suffix.list) type = { kind: 'list', element: type, ...bounds(suffix.size), optional: false, origin };
        else type = { ...type, optional: true };
    }
    return type;
}

function toPlain(node: ast.TypeExpression, origins: Origins, origin: Type['origin']): Type {
    if (node.reference) return { kind: 'named', reference: origins.ofReference(node.reference), optional: false, origin };
    if (node.group) return toType(node.group, origins, origin);
    if (node.value) return { kind: 'map', value: toType(node.value, origins, origin), optional: false, origin };
    if (node.primitive !== undefined && !node.range && node.pattern === undefined) return { kind: 'primitive', name: node.primitive, optional: false, origin };
    const pattern = node.pattern?.slice(1, -1);
    return {
        kind: 'primitive',
        name: node.primitive ?? (pattern === undefined ? 'json' : 'string'),
        ...bounds(node.range),
        ...(pattern !== undefined && { pattern }),
        optional: false,
        origin,
    };
}

function bounds(range: ast.Range | undefined): { bounds?: Bounds } {
    if (!range) return {};
    const minimum = range.minimum === undefined ? undefined : Number(range.minimum);
    const maximum = range.maximum !== undefined ? Number(range.maximum) : range.open ? undefined : minimum;
    return { bounds: { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) } };
}
