import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import * as ast from '../../language/generated/ast.js';
import { contextNameOf } from '../../language/scope-provider.js';
import type { TextEdit } from '../../model/diagnostic.js';
import { insertInto } from '../insertions.js';
import { capitalized, freeName, nodeAt, refactoring, type Refactoring } from './refactoring.js';
import { endOfBase } from './written-types.js';

/**
 * Gives what the field at the position is made of a name of its own: `sku: string(1..40)` becomes `sku: Sku` beside `type Sku =
 * string(1..40)`. All fields of the context with this name that are written the same way follow. Optional stays at the field, and so does a list.
 */
export const extractType: Refactoring = (document, names, position) => {
    const type = writtenTypeAt(nodeAt(document, position));
    const field = type && AstUtils.getContainerOfType(type, ast.isField);
    const context = field && AstUtils.getContainerOfType(field, ast.isContext);
    const written = type && writtenAs(type);
    if (!field || !context || written === undefined || context.external) return [];
    const name = freeName(capitalized(field.name), context.name, names);
    const openings = names.linked.declarationsOf(context.name).map(({ node }) => node).filter(ast.isContext);
    const fields = openings.flatMap(opening => AstUtils.streamAllContents(opening).filter(ast.isField).filter(each => each.name === field.name).toArray());
    const uses = fields.flatMap((each): TextEdit[] => {
        const own = innermost(each.type);
        return own && writtenAs(own) === written && contextNameOf(each) === context.name ? [replaceBase(own, name)] : [];
    });
    const types = context.declarations.filter(each => ast.isTypeDeclaration(each) || ast.isEnumDeclaration(each));
    const edits = [...insertInto(context, types.at(-1), `type ${name} = ${written}`), ...uses];
    const others = uses.length === 1 ? '' : ` of ${uses.length} fields '${field.name}'`;
    return [refactoring(`Extract the type '${name}'${others}`, 'extract', edits)];
};

/** The type of the field that a node is part of; undefined where the node is no part of a type, or no field's name. */
function writtenTypeAt(node: AstNode | undefined): ast.TypeExpression | undefined {
    const field = node && AstUtils.getContainerOfType(node, ast.isField);
    if (!field || !node || (node !== field && !AstUtils.getContainerOfType(node, ast.isTypeExpression))) return undefined;
    return innermost(field.type);
}

/** What a list or an optional in parentheses is made of. */
function innermost(type: ast.TypeExpression | undefined): ast.TypeExpression | undefined {
    return type?.group && !type.next && type.suffixes.length === 0 ? innermost(type.group) : type;
}

/** What is to get a name; undefined of what has one already, and of what says no more than a name would. */
function writtenAs(type: ast.TypeExpression): string | undefined {
    const cst = type.$cstNode;
    if (!cst) return undefined;
    // A union is named as a whole: what stands behind its last member belongs to that member.
    const text = (type.next ? cst.text : cst.text.slice(0, endOfBase(type) - cst.offset)).trim();
    const says = type.next !== undefined || type.range !== undefined || type.pattern !== undefined || type.value !== undefined || type.group !== undefined || type.primitive === 'uuid' || type.primitive === 'string' || type.primitive === 'decimal';
    if (!says) return undefined;
    return text.startsWith('(') && text.endsWith(')') && type.group && !type.next ? type.group.$cstNode?.text : text;
}

function replaceBase(type: ast.TypeExpression, name: string): TextEdit {
    const { textDocument, uri } = AstUtils.getDocument(type);
    const cst = type.$cstNode!;
    const end = type.next ? cst.end : cst.offset + cst.text.slice(0, endOfBase(type) - cst.offset).trimEnd().length;
    return { uri: uri.toString(), range: { start: cst.range.start, end: textDocument.positionAt(end) }, newText: name };
}
