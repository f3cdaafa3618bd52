import type { Reference } from '../../model/flow-model.js';
import type { Expectation, NamedExpectation, Scenario, ScenarioAnswer, ScenarioMessage, ScenarioStep } from '../../model/scenarios/scenario.js';
import { findDocumentation } from '../documentation.js';
import * as ast from '../generated/ast.js';
import { toAssignments, toExpression } from './expressions.js';
import type { Origins } from './origins.js';
import type { Scope } from './shapes.js';
import { readDuration } from './units.js';

/** `context` is missing of a scenario that stands beside the contexts. */
export function toScenario(node: ast.Scenario, { text, origins }: Omit<Scope, 'context'>, context: string | undefined): Scenario {
    const documentation = node.$cstNode && findDocumentation(text, node.$cstNode.offset);
    return {
        title: node.title ?? '',
        ...(documentation !== undefined && { documentation }),
        ...(context !== undefined && { context }),
        ...(node.subject && { subject: origins.ofReference(node.subject) }),
        steps: toSteps(node.steps, origins),
        origin: origins.ofProperty(node, 'title'),
    };
}

function toSteps(nodes: ast.ScenarioStep[], origins: Origins): ScenarioStep[] {
    const steps: ScenarioStep[] = [];
    let questions: Reference[] = [];
    for (const node of nodes) {
        // What was expected has been said of the questions before it: the next step begins anew.
        if (node.$type !== 'ThenStep' && steps.at(-1)?.kind === 'then') questions = [];
        if (node.$type === 'WhenStep') for (const { message } of node.messages) if (message && ast.isQuery(message.ref)) questions.push(origins.ofReference(message));
        steps.push(...toStep(node, questions, origins));
    }
    return steps;
}

function toStep(node: ast.ScenarioStep, questions: readonly Reference[], origins: Origins): ScenarioStep[] {
    const origin = origins.ofKeyword(node);
    switch (node.$type) {
        case 'GivenStep': {
            const messages = toMessages(node.messages, origins);
            if (!node.answered) return [{ kind: 'given', messages, origin }];
            const [message] = messages;
            return message ? [{ kind: 'answer', message, answers: node.answers.flatMap(answer => toAnswer(answer, origins)), origin }] : [];
        }
        case 'WhenStep': return [{ kind: 'when', messages: toMessages(node.messages, origins), origin }];
        case 'AfterStep': return node.duration === undefined ? [] : [{ kind: 'after', milliseconds: readDuration(node.duration), origin }];
        case 'ThenStep': return [{
            kind: 'then',
            expectations: node.nothing ? [{ kind: 'nothing', origin: origins.ofProperty(node, 'nothing') }] : node.expectations.flatMap(each => toExpectation(each, questions, origins)),
            origin,
        }];
    }
}

function toMessages(nodes: ast.ScenarioMessage[], origins: Origins): ScenarioMessage[] {
    return nodes.flatMap(node => toMessage(node, origins));
}

function toMessage(node: ast.ScenarioMessage | undefined, origins: Origins): ScenarioMessage[] {
    return node?.message ? [{ message: origins.ofReference(node.message), assignments: toAssignments(node.assignments, origins) }] : [];
}

function toAnswer(node: ast.ScenarioAnswer, origins: Origins): ScenarioAnswer[] {
    const origin = origins.ofNode(node);
    if (node.reason !== undefined) return [{ kind: 'reject', reason: node.reason, origin }];
    if (node.answered) return node.value ? [{ kind: 'answer', value: toExpression(node.value, origins, origin), origin }] : [];
    const target = node.output?.message?.ref;
    return toMessage(node.output, origins).map(message => (ast.isAggregate(target) || ast.isProjection(target)
        ? { kind: 'state', absent: node.absent, ...message, origin }
        : { kind: node.send ? 'send' : 'publish', ...message, origin }));
}

function toExpectation(node: ast.Expectation, questions: readonly Reference[], origins: Origins): Expectation[] {
    const origin = origins.ofNode(node);
    if (node.rejected) return [{ kind: 'reject', ...(node.reason !== undefined && { reason: node.reason }), origin }];
    if (node.answered) return node.value ? [{ kind: 'answer', value: toExpression(node.value, origins, origin), questions: [...questions], origin }] : [];
    if (!node.target) return [];
    return [{
        kind: kindOf(node.target.ref),
        target: origins.ofReference(node.target),
        assignments: toAssignments(node.assignments, origins),
        send: node.send,
        ...countOf(node),
        ...(node.state && { state: toStateReference(node.state, origins) }),
        ended: node.ended,
        origin,
    }];
}

function kindOf(target: ast.Observable | undefined): NamedExpectation['kind'] {
    if (!target) return 'unknown';
    if (ast.isMessage(target)) return 'message';
    return ast.isProcess(target) ? 'process' : 'row';
}

function countOf({ absent, count }: ast.Expectation): { count?: number } {
    return absent ? { count: 0 } : count === undefined ? {} : { count: Number(count) };
}

/** A state is known by its name alone. */
function toStateReference(reference: NonNullable<ast.Expectation['state']>, origins: Origins): Reference {
    const { text, origin } = origins.ofReference(reference);
    const target = reference.ref?.name;
    return { text, ...(target !== undefined && { target }), origin };
}
