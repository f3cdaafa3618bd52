import { AstUtils } from 'langium';
import * as ast from '../../language/generated/ast.js';
import { contextNameOf } from '../../language/scope-provider.js';
import { nameOf } from '../symbol-at.js';

/** A type expression as it has to be written in `context`, where names of the context that it stands in may need to be qualified. */
export function typeTextIn(type: ast.TypeExpression, context: string): string {
    const cst = type.$cstNode!;
    let text = cst.text;
    const references = [type, ...AstUtils.streamAllContents(type).filter(ast.isTypeExpression)].flatMap(({ reference }) => (reference?.$refNode && reference.ref ? [{ node: reference.$refNode, target: reference.ref }] : []));
    for (const { node, target } of references.sort((left, right) => right.node.offset - left.node.offset)) {
        const written = nameIn(target, context);
        text = text.slice(0, node.offset - cst.offset) + written + text.slice(node.end - cst.offset);
    }
    return text;
}

/** A declaration's name as it has to be written in `context`. */
export function nameIn(declaration: ast.NamedType | ast.Message | ast.Query, context: string | undefined): string {
    const own = contextNameOf(declaration);
    return own === undefined || own === context ? nameOf(declaration) : `${own}.${nameOf(declaration)}`;
}

/** Whether a type can take suffixes, and stand in a union, without parentheses around it. */
export function isSimple(type: ast.TypeExpression): boolean {
    return !type.next && type.suffixes.length === 0;
}

/** The offset behind a type without its suffixes: of `string(1..40)?[]` behind the parenthesis. */
export function endOfBase({ suffixes, $cstNode }: ast.TypeExpression): number {
    return suffixes[0]?.$cstNode?.offset ?? $cstNode!.end;
}
