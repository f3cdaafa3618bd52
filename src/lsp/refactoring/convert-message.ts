import type { AstNode, CstNode } from 'langium';
import { AstUtils, CstUtils } from 'langium';
import type { CodeAction } from 'vscode-languageserver-types';
import * as ast from '../../language/generated/ast.js';
import { contextNameOf } from '../../language/scope-provider.js';
import type { TextEdit } from '../../model/diagnostic.js';
import { suggestCommandName, suggestEventName } from '../../rules/naming/suggestion.js';
import { findSymbolAt, nameNodeOf, qualifiedNameOf, segmentsOf } from '../symbol-at.js';
import type { SystemNames } from '../system-documents.js';
import { refactoring, refusedRefactoring, type Refactoring } from './refactoring.js';

/**
 * Makes a request of a fact, or a fact of a request, with everything around it: `event OrderShipped` becomes `command ShipOrder`, its
 * topic a queue, `-> OrderShipped` a `send`, and the one service that reacts to it handles it. Refused with the reason where the flow means something that only the one kind can.
 */
export const convertMessage: Refactoring = (document, names, position) => {
    const symbol = findSymbolAt(document, names, position);
    const declared = (symbol?.declarations ?? []).map(({ node }) => node).filter(ast.isMessage);
    const first = declared[0];
    const context = first && AstUtils.getContainerOfType(first, ast.isContext);
    // It is offered where the message is declared: elsewhere it would be in the way.
    if (!first || !context || context.external || !declared.some(node => AstUtils.getDocument(node) === document && nameNodeOf(node)?.range.start.line === position.line)) return [];
    const becomes = ast.isEvent(first) ? 'command' : 'event';
    const suggestion = (becomes === 'command' ? suggestCommandName : suggestEventName)(first.name) ?? first.name;
    return [convert({ declared, name: suggestion, becomes, context: context.name }, names)];
};

interface Conversion {
    /** All versions of the message. */
    declared: ast.Message[];
    name: string;
    becomes: 'event' | 'command';
    context: string;
}

function convert(conversion: Conversion, names: SystemNames): CodeAction {
    const { declared, name, becomes, context } = conversion;
    const title = name === declared[0]!.name ? `Make it ${becomes === 'event' ? 'an event' : 'a command'}` : `Make it the ${becomes} '${name}'`;
    const uses = names.linked.referencesNaming(qualifiedNameOf(declared[0]!)).filter(({ reference }) => declared.some(node => node === reference.ref));
    const takers = uses.filter(({ container }) => ast.isReaction(container) || ast.isHandle(container));
    const reason = uses.map(({ container }) => reasonAgainst(container, conversion)).find(found => found !== undefined)
        ?? (name !== declared[0]!.name && names.linked.declarationsOf(`${context}.${name}`).length > 0 ? `There is a '${name}' in ${context} already.` : undefined)
        ?? (becomes === 'command' && takers.length === 0 ? 'No service reacts to it, and a command needs one to handle it.' : undefined)
        ?? (becomes === 'command' && takers.length > 1 ? `${takers.length} services react to it, and a command has one handler.` : undefined)
        ?? (becomes === 'command' && takers.some(({ container }) => contextNameOf(container) !== context) ? 'Another context reacts to it, and a command belongs to the context that handles it.' : undefined);
    if (reason !== undefined) return refusedRefactoring(title, 'rewrite', reason);
    const edits = [
        ...declared.flatMap(node => [replaceWord(node, ast.isEvent(node) ? 'event' : 'command', becomes), replace(AstUtils.getDocument(node).uri.toString(), nameNodeOf(node), name)]),
        ...uses.flatMap(({ uri, reference, container }) => [...around(container, conversion), replace(uri, reference.$refNode && segmentsOf(reference.$refNode).at(-1), name)]),
    ].flatMap(edit => edit ?? []);
    // A channel is named by each of the versions that it carries, and changes once.
    const distinct = new Map(edits.map(edit => [`${edit.uri} ${edit.range.start.line}:${edit.range.start.character}-${edit.range.end.character}`, edit]));
    return refactoring(title, 'rewrite', [...distinct.values()]);
}

/** Why what names the message can mean only the kind that it is; undefined where it can follow. */
function reasonAgainst(container: AstNode, { becomes, declared, context }: Conversion): string | undefined {
    const part = AstUtils.getContainerOfType(container, ast.isPart);
    if (AstUtils.getContainerOfType(container, ast.isScenario)) return 'A scenario says what comes of it.';
    if (ast.isActor(container)) return `'${container.name}' ${becomes === 'event' ? 'sends it, and nobody sends a fact' : 'sees it, and nobody sees a request'}.`;
    if (ast.isChannel(container)) return container.carries.every(({ ref }) => declared.some(node => node === ref)) ? undefined : `'${container.name}' carries other messages, too, and carries one kind alone.`;
    if (part && !ast.isService(part)) return `'${part.name}' is ${describe(part)}, which ${becomes === 'event' ? 'deals with commands in its own way' : 'lives by events'}.`;
    if (becomes === 'event' && ast.isOutcomePart(container) && contextNameOf(container) !== context) return `'${part?.name}' sends it from another context, and a context publishes its own events alone.`;
    if (ast.isReaction(container) && container.condition) return `'${part?.name}' takes only some of it, and a command is always handled.`;
    if (ast.isHandle(container) && (container.branches.length > 0 || container.key)) return `'${part?.name}' handles it by conditions, which a reaction does not have.`;
    if (ast.isHandle(container) && container.outcome?.alternatives.some(({ parts }) => parts.some(({ reason }) => reason !== undefined))) return `'${part?.name}' may refuse it, and nobody refuses a fact.`;
    return undefined;
}

function describe(part: ast.Part): string {
    return part.$type === 'Aggregate' ? 'an aggregate' : `a ${part.$type.toLowerCase()}`;
}

/** What changes beside the name where the message is named. */
function around(container: AstNode, { becomes }: Conversion): (TextEdit | undefined)[] {
    if (ast.isChannel(container)) return [becomes === 'command' ? replaceWord(container, 'topic', 'queue') : replaceWord(container, 'queue', 'topic')];
    if (ast.isReaction(container)) return [replaceWord(container, 'on', 'handle'), ...expressionsOn(container, 'event', 'command')];
    if (ast.isHandle(container)) return [replaceWord(container, 'handle', 'on'), ...expressionsOn(container, 'command', 'event')];
    if (!ast.isOutcomePart(container)) return [];
    if (becomes === 'event') {
        const word = container.send ? wordOf(container, 'send') : undefined;
        const message = container.message?.$refNode;
        return [word && message && { uri: AstUtils.getDocument(container).uri.toString(), range: { start: word.range.start, end: message.range.start }, newText: '' }];
    }
    const message = container.message?.$refNode;
    return [message && { uri: AstUtils.getDocument(container).uri.toString(), range: { start: message.range.start, end: message.range.start }, newText: 'send ' }];
}

/** What fills the outcome reads from the message by the word for its kind. */
function expressionsOn(container: AstNode, from: string, to: string): (TextEdit | undefined)[] {
    return AstUtils.streamAllContents(container).filter(ast.isPath).filter(({ segments }) => segments[0] === from).map(path => replaceWord(path, from, to)).toArray();
}

function wordOf(node: AstNode, word: string): CstNode | undefined {
    return node.$cstNode && CstUtils.flattenCst(node.$cstNode).find(leaf => !leaf.hidden && leaf.text === word && leaf.astNode === node);
}

function replaceWord(node: AstNode, word: string, newText: string): TextEdit | undefined {
    return replace(AstUtils.getDocument(node).uri.toString(), wordOf(node, word), newText);
}

function replace(uri: string, cst: CstNode | undefined, newText: string): TextEdit | undefined {
    return cst && { uri, range: cst.range, newText };
}
