import { AstUtils } from 'langium';
import type { Position, Range, WorkspaceEdit } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
import { collectSymbols } from '../language/symbols.js';
import { SluiceError } from '../model/sluice-error.js';
import { nameOfKind } from './node-kinds.js';
import { findOccurrences } from './occurrences.js';
import { findSymbolAt, nameNodeOf, nameOf, type NamedSymbol } from './symbol-at.js';
import type { SpecificationDocument } from './system-documents.js';

const identifier = /^[A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u1FFF\u3040-\uD7FF][A-Za-z0-9_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u1FFF\u3040-\uD7FF]*$/;

/** The word that a rename at `position` would change. Throws a `SluiceError` where nothing there can be renamed. */
export function prepareRename(document: SpecificationDocument, documents: SpecificationDocument[], position: Position): { range: Range; placeholder: string } {
    const symbol = findRenamable(document, documents, position);
    return { range: symbol.range, placeholder: symbol.name };
}

/**
 * The edits that give what `position` names another name everywhere. Throws a `SluiceError` where the new name cannot be
 * one, or is taken.
 */
export function renameAt(document: SpecificationDocument, documents: SpecificationDocument[], position: Position, newName: string): WorkspaceEdit {
    const symbol = findRenamable(document, documents, position);
    if (!identifier.test(newName)) throw new SluiceError(`'${newName}' cannot be a name: a name is letters, digits and '_', and begins with a letter.`);
    if (newName === symbol.name) return { changes: {} };
    const taken = findTaken(symbol, documents, newName);
    if (taken) throw new SluiceError(`There is already ${taken} named '${newName}'. Choose another name, or rename that one first.`);
    const changes: NonNullable<WorkspaceEdit['changes']> = {};
    for (const { uri, range } of findOccurrences(symbol, documents)) (changes[uri] ??= []).push({ range, newText: newName });
    return { changes };
}

function findRenamable(document: SpecificationDocument, documents: SpecificationDocument[], position: Position): NamedSymbol {
    const symbol = findSymbolAt(document, documents, position);
    if (!symbol) throw new SluiceError('There is no name here that could be changed.');
    const [declaration] = symbol.declarations;
    if (ast.isField(declaration) || ast.isEnumValue(declaration)) {
        throw new SluiceError(`'${symbol.name}' is part of what is written on the wire, and fields are carried over by their names. Change it where it is declared and follow the diagnostics.`);
    }
    return symbol;
}

/** What already has the new name where it would collide, in words. */
function findTaken(symbol: NamedSymbol, documents: SpecificationDocument[], newName: string): string | undefined {
    const declaration = symbol.declarations[0]!;
    if (ast.isProcessState(declaration)) {
        const process = AstUtils.getContainerOfType(declaration, ast.isProcess);
        return process?.states.some(state => state.name === newName) ? 'a state' : undefined;
    }
    const context = ast.isContext(declaration) ? undefined : contextNameOf(declaration);
    const qualifiedName = context === undefined ? newName : `${context}.${newName}`;
    const other = documents.flatMap(document => collectSymbols(document)).find(({ name }) => name === qualifiedName);
    if (!other || nameNodeOf(other.node) === undefined) return undefined;
    const kind = nameOfKind(other.type);
    return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}${context === undefined ? '' : ` in '${nameOf(AstUtils.getContainerOfType(other.node, ast.isContext)!)}'`}`;
}
