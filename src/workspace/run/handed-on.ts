import { stepsOf } from '../../model/processes/process-steps.js';
import type { Assignment, FlowModel, ProcessAction } from '../../model/flow-model.js';
import { outputsIn } from '../../model/walk.js';

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
    const remembered = (actions: readonly ProcessAction[]) => actions.flatMap(action => (action.kind === 'set' ? action.assignments : []));
    return [
        ...outputsIn(model).flatMap(({ output }) => output.assignments),
        ...model.processes.flatMap(process => [...stepsOf(process), ...process.states.flatMap(({ timers }) => timers)].flatMap(({ actions }) => remembered(actions))),
    ];
}
