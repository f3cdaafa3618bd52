import type { Assignment, Reference } from '../flow-model.js';
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
        case 'answer': return [of(step.message), ...step.answers.flatMap(answer => (answer.kind === 'reject' ? [] : [of(answer)]))];
        case 'then': return step.expectations.flatMap(each => (each.kind === 'reject' || each.kind === 'nothing' ? [] : [{ reference: each.target, assignments: each.assignments }]));
        case 'after': return [];
    }
}
