import { stepsOf } from '../../model/processes/process-steps.js';
import type { Assignment, FlowModel, MessageOutput, Outcome, ProcessAction } from '../../model/flow-model.js';

/**
 * The names under which the values of fields are handed on, by the field's name: in `send CreatePayer { payerId = event.userId }`
 * whoever is a user becomes a payer under the same identifier. With all steps in between, not with the name itself.
 */
export function namesHandedOn(model: FlowModel): Map<string, Set<string>> {
    const next = new Map<string, Set<string>>();
    for (const { field, value } of assignmentsOf(model)) {
        const [name, ...rest] = value.kind === 'path' && value.root !== 'item' && value.root !== 'query' ? value.segments : [];
        if (name !== undefined && rest.length === 0 && name !== field) next.set(name, (next.get(name) ?? new Set()).add(field));
    }
    return new Map([...next.keys()].map(name => {
        const found = new Set([name]);
        for (const reached of found) for (const further of next.get(reached) ?? []) found.add(further);
        found.delete(name);
        return [name, found];
    }));
}

function assignmentsOf(model: FlowModel): Assignment[] {
    const ofOutcome = ({ alternatives }: Outcome) => alternatives.flat().flatMap(part => (part.kind === 'reject' ? [] : part.assignments));
    const ofOutput = ({ assignments }: MessageOutput) => assignments;
    const ofAction = (action: ProcessAction) => {
        if (action.kind === 'set') return action.assignments;
        return action.kind === 'send' ? [...ofOutput(action), ...(action.undo ? ofOutput(action.undo) : [])] : [];
    };
    return [
        ...[...model.services, ...model.aggregates].flatMap(({ handles }) => handles.flatMap(({ branches }) => branches.flatMap(({ outcome }) => ofOutcome(outcome)))),
        ...model.services.flatMap(({ reactions }) => reactions.flatMap(({ outcome }) => (outcome ? ofOutcome(outcome) : []))),
        ...model.processes.flatMap(process => [...stepsOf(process), ...process.states.flatMap(({ timers }) => timers)].flatMap(({ actions }) => actions.flatMap(ofAction))),
    ];
}
