import { AstUtils } from 'langium';
import * as ast from '../../language/generated/ast.js';
import { contextNameOf } from '../../language/scope-provider.js';
import type { TextEdit } from '../../model/diagnostic.js';
import { findSymbolAt, qualifiedNameOf } from '../symbol-at.js';
import { refactoring, refusedRefactoring, type Refactoring } from './refactoring.js';
import { remove } from './removals.js';
import { isSimple, typeTextIn } from './written-types.js';

/** Writes what the type at the position stands for wherever it is named, in every file, and takes the type out. */
export const inlineType: Refactoring = (document, names, position) => {
    const declaration = findSymbolAt(document, names, position)?.declarations[0]?.node;
    if (!ast.isTypeDeclaration(declaration) || !declaration.alias?.$cstNode) return [];
    const { alias } = declaration;
    const title = `Inline the type '${declaration.name}'`;
    const references = names.linked.referencesNaming(qualifiedNameOf(declaration)).filter(({ reference }) => reference.ref === declaration);
    if (references.some(({ container }) => AstUtils.getContainerOfType(container, ast.isTypeDeclaration) === declaration)) return [refusedRefactoring(title, 'inline', `'${declaration.name}' is made of itself.`)];
    if (declaration.annotations.length > 0) return [refusedRefactoring(title, 'inline', `What '@${declaration.annotations[0]!.name}' says of the type would be lost.`)];
    const edits = references.flatMap(({ uri, reference, container }): TextEdit[] => {
        const context = contextNameOf(container);
        if (!reference.$refNode || context === undefined || !ast.isTypeExpression(container)) return [];
        const text = typeTextIn(alias, context);
        const needsParentheses = !isSimple(alias) && (container.suffixes.length > 0 || container.next !== undefined || isMember(container));
        return [{ uri, range: reference.$refNode.range, newText: needsParentheses ? `(${text})` : text }];
    });
    if (edits.length < references.length) return [refusedRefactoring(title, 'inline', 'It is named where no type can be written.')];
    return [refactoring(title, 'inline', [...remove(declaration), ...edits])];
};

/** Whether a type is a member of a union that began before it. */
function isMember(type: ast.TypeExpression): boolean {
    return ast.isTypeExpression(type.$container) && type.$containerProperty === 'next';
}
