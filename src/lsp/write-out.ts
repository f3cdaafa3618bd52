import type { AstNode, CstNode, LeafCstNode } from 'langium';
import { CstUtils } from 'langium';
import * as ast from '../language/generated/ast.js';
import type { CarryOver } from '../model/renaming/carry-overs.js';
import type { Position } from '../model/flow-model.js';
import { placeKey } from '../model/renaming/name-uses.js';
import { leafAt } from './symbol-at.js';
import type { SystemNames } from './system-documents.js';
import type { NotedEdit } from './workspace-edit.js';

const note = 'Write out what was carried over by the old name';

/** The edits that say in words what the given carry-overs do by name alone; each kind of them where it happens, keys first. */
export function writeOut(carried: CarryOver[], names: SystemNames): NotedEdit[] {
    const byPlace = new Map<string, CarryOver[]>();
    for (const each of [...carried].sort((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind))) {
        const key = `${each.kind} ${placeKey(each.place)}`;
        byPlace.set(key, [...(byPlace.get(key) ?? []), each]);
    }
    return [...byPlace.values()].flatMap(group => {
        const { kind, place, source } = group[0]!;
        const leaf = leafAt(place, names);
        const written = leaf && (kind === 'key' ? writeKey(leaf, `${source.root}.${source.name}`) : writeAssignments(leaf, kind, group));
        return written ? [{ uri: place.uri, range: { start: written.at, end: written.at }, newText: written.text, note }] : [];
    });
}

/** What stands further in front comes first, because edits of one place are made in their order. */
const order: CarryOver['kind'][] = ['key', 'output', 'upcast', 'remembered'];

interface Insertion {
    at: Position;
    text: string;
}

function writeKey({ astNode }: LeafCstNode, value: string): Insertion | undefined {
    const reference = ast.isHandle(astNode) ? astNode.command : ast.isEvolution(astNode) || ast.isProcessStep(astNode) ? astNode.event : undefined;
    return reference?.$refNode && { at: reference.$refNode.range.end, text: ` key ${value}` };
}

function writeAssignments({ astNode: node }: LeafCstNode, kind: CarryOver['kind'], carried: CarryOver[]): Insertion | undefined {
    const separate = carried.map(({ target, source }) => `${target.name} = ${source.root}.${source.name}`);
    const together = separate.join('  ');
    if (kind === 'remembered') {
        if (!ast.isProcessStep(node) || !node.$cstNode) return undefined;
        const first = node.actions[0]?.$cstNode;
        return first ? { at: first.range.start, text: `set { ${together} } ` } : { at: node.$cstNode.range.end, text: ` -> set { ${together} }` };
    }
    if (!ast.isOutcomePart(node) && !ast.isProcessSend(node) && !ast.isUpcast(node)) return undefined;
    const last = node.assignments.at(-1)?.$cstNode;
    if (last) {
        const indentation = indentationOf(last);
        return { at: last.range.end, text: separate.map(text => (indentation === undefined ? `  ${text}` : `\n${indentation}${text}`)).join('') };
    }
    const leaves = leavesOf(node);
    const brace = leaves.find(({ text }) => text === '{');
    if (brace) return { at: brace.range.end, text: ` ${together} ` };
    const message = ast.isOutcomePart(node) ? node.message?.$refNode : ast.isProcessSend(node) ? node.command.$refNode : undefined;
    const mark = message && leaves.find(({ offset, text }) => offset >= message.end && text === '?');
    return message && { at: (mark ?? message).range.end, text: ` { ${together} }` };
}

function leavesOf(node: AstNode): LeafCstNode[] {
    return node.$cstNode ? CstUtils.flattenCst(node.$cstNode).filter(({ hidden }) => !hidden).toArray() : [];
}

/** The white space before something that stands first on its line; undefined where something stands before it. */
function indentationOf({ offset, root }: CstNode): string | undefined {
    const text = root.fullText.slice(0, offset);
    const before = text.slice(text.lastIndexOf('\n') + 1);
    return before.trim() === '' ? before : undefined;
}
