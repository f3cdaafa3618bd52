import type { Branch, Handling, MessageOutput, Outcome, OutcomePart } from '../../model/flow-model.js';
import type * as ast from '../generated/ast.js';
import { toAssignments, toExpression } from './expressions.js';
import type { Origins } from './origins.js';

export function toHandling(node: ast.Handle, origins: Origins): Handling[] {
    if (!node.command) return [];
    const origin = origins.ofKeyword(node);
    const branches: Branch[] = node.branches.map(branch => ({
        condition: toExpression(branch.condition, origins, origin),
        outcome: toOutcome(branch.outcome, origins, origin),
        origin: origins.ofKeyword(branch),
    }));
    const last = node.otherwise ?? node.outcome;
    if (last) branches.push({ outcome: toOutcome(last, origins, origin), origin: origins.ofNode(last) });
    const handling: Handling = { command: origins.ofReference(node.command), byCode: node.byCode, codeDecides: node.byCode, branches, origin };
    if (node.key) handling.key = toExpression(node.key, origins, origin);
    return [handling];
}

export function toOutcome(node: ast.Outcome | undefined, origins: Origins, parent: Outcome['origin']): Outcome {
    if (!node) return { alternatives: [], origin: parent };
    return {
        alternatives: node.alternatives.map(group => group.parts.flatMap(part => toPart(part, origins))),
        origin: origins.ofNode(node),
    };
}

function toPart(node: ast.OutcomePart, origins: Origins): OutcomePart[] {
    if (node.reason !== undefined) return [{ kind: 'reject', reason: node.reason, origin: origins.ofNode(node) }];
    if (!node.message) return [];
    const { message, assignments, byCode, filling, origin } = toOutput(node, origins.ofReference(node.message), origins);
    return [{ kind: node.send ? 'send' : 'publish', many: node.many, optional: node.optional, message, assignments, byCode, filling, origin }];
}

/** `filling` is worked out once the whole model is known: see model/filling.ts. */
export function toOutput(node: { assignments: ast.Assignment[]; byCode: boolean }, message: MessageOutput['message'], origins: Origins): MessageOutput {
    return { message, assignments: toAssignments(node.assignments, origins), byCode: node.byCode, filling: [], origin: message.origin };
}
