import type { AstNode, ReferenceInfo } from 'langium';
import { AstUtils } from 'langium';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
import type { Fix } from '../model/diagnostic.js';
import { insertInto } from './insertions.js';
import { qualifiedNameOf } from './symbol-at.js';
import type { SystemNames } from './system-documents.js';

/** Declares the message that an unresolved reference names, in its context and with the key of the part that names it; empty where it cannot be known which. */
export function createMessage({ container, property, reference }: ReferenceInfo, names: SystemNames): Fix[] {
    const kind = kindWanted(container, property);
    const segments = reference.$refText.split('.');
    const name = segments.at(-1)!;
    const own = contextNameOf(container);
    const target = segments.length > 1 ? segments[0]! : own;
    // Nobody publishes or handles what belongs to others.
    if (!kind || target === undefined || segments.length > 2 || (target !== own && isOwnOnly(container))) return [];
    const context = target === own
        ? AstUtils.getContainerOfType(container, ast.isContext)
        : names.linked.declarationsOf(target).map(({ node }) => node).find(ast.isContext);
    if (!context) return [];
    const messages = context.declarations.filter(ast.isMessage);
    const previous = messages.findLast(({ $type }) => $type.toLowerCase() === kind) ?? messages.at(-1);
    const isPublic = target !== own && !context.external;
    const edits = insertInto(context, previous, `${isPublic ? 'public ' : ''}${kind} ${name} { key ${keyFor(container, target)} }`);
    return edits.length === 0 ? [] : [{ title: `Create the ${kind} '${name}'${target === own ? '' : ` in ${target}`}`, safe: false, edits }];
}

function kindWanted(container: AstNode, property: string): 'event' | 'command' | undefined {
    if (ast.isOutcomePart(container)) return container.send ? 'command' : 'event';
    if (ast.isHandle(container) || ast.isProcessSend(container)) return 'command';
    if (ast.isReaction(container) || ast.isEvolution(container) || ast.isProcessStep(container)) return 'event';
    if (property === 'carries') return ast.isTopic(container) ? 'event' : 'command';
    return property === 'sends' ? 'command' : property === 'sees' ? 'event' : undefined;
}

function isOwnOnly(container: AstNode): boolean {
    return ast.isHandle(container) || ast.isChannel(container) || (ast.isOutcomePart(container) && !container.send);
}

/** The key with its type: a part's own by the type that it has in the part's messages, and a service's from the message that it acts on. */
function keyFor(container: AstNode, context: string): string {
    const part = AstUtils.getContainerOfType(container, ast.isPart);
    const cause = AstUtils.getContainerOfType(container, isCausing);
    const known = [...(cause ? [cause] : []), ...(part ? AstUtils.streamAllContents(part).filter(isCausing) : []), ...(ast.isChannel(container) ? [container] : [])].flatMap(messagesOf);
    const name = part && !ast.isService(part) ? part.key : undefined;
    const fields = known.flatMap(message => message.fields);
    const field = name === undefined ? fields.find(({ key }) => key) : fields.find(each => each.name === name);
    return `${name ?? field?.name ?? 'id'}: ${(field && typeText(field, context)) ?? 'uuid'}`;
}

function isCausing(node: AstNode): node is ast.Handle | ast.Reaction | ast.Evolution | ast.ProcessStep {
    return ast.isHandle(node) || ast.isReaction(node) || ast.isEvolution(node) || ast.isProcessStep(node);
}

function messagesOf(node: ast.Handle | ast.Reaction | ast.Evolution | ast.ProcessStep | ast.Channel): ast.Message[] {
    const references = ast.isChannel(node) ? node.carries : [ast.isHandle(node) ? node.command : node.event];
    return references.flatMap(reference => reference?.ref ?? []);
}

/** A field's type as it is written in `context`; undefined of one that is no good for a key. */
function typeText({ type }: ast.Field, context: string): string | undefined {
    if (!type || type.next || type.suffixes.some(({ list }) => list)) return undefined;
    if (type.primitive) return type.$cstNode?.text.replace(/\s*\?$/, '');
    const target = type.reference?.ref;
    if (!target) return undefined;
    return contextNameOf(target) === context ? target.name : qualifiedNameOf(target);
}
