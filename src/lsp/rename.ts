import { AstUtils } from 'langium';
import type { Position, Range } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
import { SluiceError } from '../model/sluice-error.js';
import { nameOfKind } from './node-kinds.js';
import { findOccurrences } from './occurrences.js';
import { renameMembers } from './rename-members.js';
import { findSymbolAt, nameNodeOf, nameOf, type NamedSymbol } from './symbol-at.js';
import type { SpecificationDocument, SystemNames } from './system-documents.js';
import type { NotedEdit } from './workspace-edit.js';

const identifier = /^[A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u1FFF\u3040-\uD7FF][A-Za-z0-9_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u1FFF\u3040-\uD7FF]*$/;

/** The word that a rename at `position` would change. Throws a `SluiceError` where nothing there can be renamed. */
export function prepareRename(document: SpecificationDocument, names: SystemNames, position: Position): { range: Range; placeholder: string } {
    const symbol = findRenamable(document, names, position);
    return { range: symbol.range, placeholder: symbol.name };
}

/**
 * The edits that give what `position` names another name everywhere in the specification; code that a team has written
 * follows by its compiler's errors. Throws a `SluiceError` where the new name cannot be one, or is taken.
 */
export async function renameAt(document: SpecificationDocument, names: SystemNames, position: Position, newName: string): Promise<NotedEdit[]> {
    const symbol = findRenamable(document, names, position);
    if (!identifier.test(newName)) throw new SluiceError(`'${newName}' cannot be a name: a name is letters, digits and '_', and begins with a letter.`);
    if (newName === symbol.name) return [];
    if (symbol.declarations.some(({ origin }) => names.uses.memberAt(origin))) return renameMembers(symbol, names, newName);
    const taken = findTaken(symbol, names, newName);
    if (taken) throw new SluiceError(`There is already ${taken} named '${newName}'. Choose another name, or rename that one first.`);
    return findOccurrences(symbol, names).map(({ uri, range }) => ({ uri, range, newText: newName }));
}

function findRenamable(document: SpecificationDocument, names: SystemNames, position: Position): NamedSymbol {
    const symbol = findSymbolAt(document, names, position);
    if (!symbol) throw new SluiceError('There is no name here that could be changed.');
    return symbol;
}

/** What already has the new name where it would collide, in words. */
function findTaken(symbol: NamedSymbol, { linked }: SystemNames, newName: string): string | undefined {
    const declaration = symbol.declarations[0]!.node;
    if (ast.isProcessState(declaration)) {
        const process = AstUtils.getContainerOfType(declaration, ast.isProcess);
        return process?.states.some(state => state.name === newName) ? 'a state' : undefined;
    }
    const context = ast.isContext(declaration) ? undefined : contextNameOf(declaration);
    const qualifiedName = context === undefined ? newName : `${context}.${newName}`;
    const [other] = linked.declarationsOf(qualifiedName);
    if (!other || nameNodeOf(other.node) === undefined) return undefined;
    const kind = nameOfKind(other.type);
    return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}${context === undefined ? '' : ` in '${nameOf(AstUtils.getContainerOfType(other.node, ast.isContext)!)}'`}`;
}
