import type { AstNodeDescription, ReferenceInfo } from 'langium';
import { AstUtils } from 'langium';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';

/**
 * Which of the names in scope make sense where `info` refers: a topic carries events of its own context, a bare outcome
 * publishes an event, `send` (the end of `before`) a command, and another context's messages must be public. A scenario may look at everything.
 */
export function createReferenceFilter(info: ReferenceInfo, before: string): (description: AstNodeDescription) => boolean {
    const { container, property } = info;
    const isOwn = ({ name }: AstNodeDescription) => !name.includes('.');
    const inContext = contextNameOf(container) !== undefined;
    const isVisible = (description: AstNodeDescription) => {
        const { node } = description;
        return !inContext || isOwn(description) || !(ast.isMessage(node) || ast.isQuery(node)) || node.public || isExternal(node);
    };
    if (property === 'carries') {
        const type = ast.isQueue(AstUtils.getContainerOfType(container, ast.isChannel)) ? ast.Command.$type : ast.Event.$type;
        return description => description.type === type && isOwn(description);
    }
    if (container.$type === ast.ScenarioMessage.$type) return tellable(before);
    if (container.$type === ast.Expectation.$type) return /\bsend\s+$/.test(before) ? ({ type }) => type === ast.Command.$type : ({ type }) => type !== ast.Command.$type || /\bno\s+$/.test(before);
    if (container.$type === ast.OutcomePart.$type && property === 'message') {
        return /\bsend\s+$/.test(before)
            ? description => description.type === ast.Command.$type && isVisible(description)
            : description => description.type === ast.Event.$type && isOwn(description);
    }
    if (container.$type === ast.Handle.$type || container.$type === ast.Answer.$type) return isOwn;
    return isVisible;
}

/** What a step of a scenario may speak of; a `given` that says what code does begins like any other. */
function tellable(before: string): (description: AstNodeDescription) => boolean {
    // By the text: what holds the name may not be there yet.
    const step = [...before.matchAll(/\b(?:given|when|then)\b/g)].at(-1);
    const isGiven = step?.[0] === 'given';
    const kinds: string[] = isGiven && /->[^{}]*$/.test(before.slice(step!.index))
        ? /\bsend\s+$/.test(before) ? [ast.Command.$type] : [ast.Event.$type, ast.Aggregate.$type, ast.Projection.$type]
        : [ast.Event.$type, ast.Command.$type, ast.Query.$type, ...(isGiven ? [ast.Process.$type, ast.Service.$type] : [])];
    return ({ type }) => kinds.includes(type);
}

function isExternal(node: ast.Message | ast.Query): boolean {
    return AstUtils.getContainerOfType(node, ast.isContext)?.external === true;
}
