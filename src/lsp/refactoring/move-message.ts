import type { AstNode } from 'langium';
import { AstUtils, CstUtils } from 'langium';
import type { CodeAction } from 'vscode-languageserver-types';
import * as ast from '../../language/generated/ast.js';
import { contextNameOf } from '../../language/scope-provider.js';
import type { TextEdit } from '../../model/diagnostic.js';
import { insertInto } from '../insertions.js';
import { findSymbolAt, nameNodeOf, nameOf, qualifiedNameOf } from '../symbol-at.js';
import type { SystemNames } from '../system-documents.js';
import { refactoring, refusedRefactoring, type Refactoring } from './refactoring.js';
import { rangeWithDocumentation, remove } from './removals.js';
import { nameIn } from './written-types.js';

/**
 * Moves the message that is declared at the position to another context, all its versions, and its channel where that carries nothing
 * else; everything that names it names it there. What another system has stays with others. Refused where a part of its context publishes or handles it, because only those of the context that declares it may.
 */
export const moveMessage: Refactoring = (document, names, position) => {
    const declared = (findSymbolAt(document, names, position)?.declarations ?? []).map(({ node }) => node).filter(ast.isMessage);
    const first = declared[0];
    const own = first && AstUtils.getContainerOfType(first, ast.isContext);
    const home = own?.name;
    if (!first || home === undefined || !declared.some(node => AstUtils.getDocument(node) === document && nameNodeOf(node)?.range.start.line === position.line)) return [];
    const contexts = new Map(names.documents.flatMap(each => each.parseResult.value.declarations.filter(ast.isContext)).map(context => [context.name, context]));
    return [...contexts.values()].filter(context => context.name !== undefined && context.name !== home && context.external === own?.external).map(context => move(declared, home, context, names));
};

function move(declared: ast.Message[], home: string, target: ast.Context, names: SystemNames): CodeAction {
    const name = nameOf(declared[0]!);
    const title = `Move '${name}' to ${target.name}`;
    const uses = names.linked.referencesNaming(qualifiedNameOf(declared[0]!)).filter(({ reference }) => declared.some(node => node === reference.ref));
    const channels = [...new Set(uses.flatMap(({ container }) => (ast.isChannel(container) ? [container] : [])))];
    const shared = channels.find(({ carries }) => carries.some(({ ref }) => !declared.some(node => node === ref)));
    const owner = uses.find(({ container }) => isOwn(container) && contextNameOf(container) !== target.name)?.container;
    const taken = [name, ...channels.map(nameOf)].find(each => names.linked.declarationsOf(`${target.name}.${each}`).length > 0);
    const reason = owner ? `'${AstUtils.getContainerOfType(owner, ast.isPart)?.name}' ${ast.isHandle(owner) ? 'handles' : 'publishes'} it, which only parts of its own context may.`
        : shared ? `'${shared.name}' carries other messages of ${home}, too. Give it a channel of its own first.`
        : taken !== undefined ? `${target.name} has a '${taken}' already.`
        : undefined;
    if (reason !== undefined) return refusedRefactoring(title, 'move', reason);
    const moving: AstNode[] = [...declared, ...channels];
    const isNamedElsewhere = uses.some(({ container }) => !ast.isChannel(container) && contextNameOf(container) !== target.name);
    const blocks = moving.map(node => textIn(node, target.name, { isPublic: isNamedElsewhere, moving }));
    const last = target.declarations.filter(ast.isMessage).at(-1);
    return refactoring(title, 'move', [
        ...moving.flatMap(remove),
        ...insertInto(target, last, blocks.join('\n')),
        ...uses.flatMap(({ uri, reference, container }): TextEdit[] => {
            // What moves along is written anew as a whole.
            if (!reference.$refNode || moving.some(node => isInside(container, node))) return [];
            return [{ uri, range: reference.$refNode.range, newText: contextNameOf(container) === target.name ? name : `${target.name}.${name}` }];
        }),
    ]);
}

/** What only a part of the message's own context may do with it. */
function isOwn(container: AstNode): boolean {
    return ast.isHandle(container) || (ast.isOutcomePart(container) && !container.send);
}

/** A declaration with its documentation as it has to be written in another context, without the indentation that it has now. */
function textIn(node: AstNode, context: string, { isPublic, moving }: { isPublic: boolean; moving: AstNode[] }): string {
    const { textDocument } = AstUtils.getDocument(node);
    const cst = node.$cstNode!;
    const range = rangeWithDocumentation(node)!;
    const start = textDocument.offsetAt(range.start);
    let text = textDocument.getText(range);
    const edits: { offset: number; end: number; text: string }[] = [];
    for (const each of [node, ...AstUtils.streamAllContents(node)]) {
        const references = ast.isChannel(each) ? each.carries : ast.isTypeExpression(each) && each.reference ? [each.reference] : [];
        for (const { ref, $refNode } of references) {
            if (ref && $refNode) edits.push({ offset: $refNode.offset, end: $refNode.end, text: moving.includes(ref) ? nameOf(ref) : nameIn(ref, context) });
        }
    }
    if (isPublic && ast.isMessage(node) && !node.public) {
        const keyword = CstUtils.flattenCst(cst).find(leaf => !leaf.hidden)!;
        edits.push({ offset: keyword.offset, end: keyword.offset, text: 'public ' });
    }
    for (const edit of edits.sort((left, right) => right.offset - left.offset)) text = text.slice(0, edit.offset - start) + edit.text + text.slice(edit.end - start);
    const indentation = ' '.repeat(cst.range.start.character);
    return text.replace(/(?:\r\n|\n|\r)\s*$/, '').split(/\r\n|\n|\r/).map(line => (line.startsWith(indentation) ? line.slice(indentation.length) : line.trimStart())).join('\n').trim();
}

function isInside(node: AstNode, outer: AstNode): boolean {
    for (let current: AstNode | undefined = node; current; current = current.$container) if (current === outer) return true;
    return false;
}
