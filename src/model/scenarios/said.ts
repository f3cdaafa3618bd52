import type { Assignment, Expression, Query, Reference, Type } from '../flow-model.js';
import type { ScenarioStep } from './scenario.js';

/** Something that a scenario names, and what it says of its fields. */
export interface Said {
    reference: Reference;
    assignments: Assignment[];
}

/** All that a step names and gives fields to, in the order of the text. */
export function saidBy(step: ScenarioStep): Said[] {
    const of = ({ message, assignments }: { message: Reference; assignments: Assignment[] }): Said => ({ reference: message, assignments });
    switch (step.kind) {
        case 'given': case 'when': return step.messages.map(of);
        case 'answer': return [of(step.message), ...step.answers.flatMap(answer => ('message' in answer ? [of(answer)] : []))];
        case 'then': return step.expectations.flatMap(each => ('target' in each ? [{ reference: each.target, assignments: each.assignments }] : []));
        case 'after': return [];
    }
}

/** The answers that a step speaks of, each with the query that it answers; without one where that is not clear. */
export function answersIn(step: ScenarioStep): { query?: string; value: Expression }[] {
    if (step.kind === 'answer') {
        const { target: query } = step.message.message;
        return step.answers.flatMap(answer => (answer.kind === 'answer' ? [{ value: answer.value, ...(query !== undefined && { query }) }] : []));
    }
    if (step.kind !== 'then') return [];
    return step.expectations.flatMap(each => {
        if (each.kind !== 'answer') return [];
        const query = each.questions.length === 1 ? each.questions[0]!.target : undefined;
        return [{ value: each.value, ...(query !== undefined && { query }) }];
    });
}

/** The type of a query's answer; a single row may be missing, whatever the query says. */
export function answerType({ result, projection }: Query): Type {
    return result.kind === 'named' && result.reference.target === projection ? { ...result, optional: true } : result;
}
