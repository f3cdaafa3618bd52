import { stepsOf } from '../../model/processes/process-steps.js';
import type { Aggregate, Process, ProcessAction } from '../../model/flow-model.js';
import { namedTypesIn } from '../../model/named-types.js';
import { fieldsReadBy } from '../../model/states/state-reads.js';
import { defineRule } from '../rule.js';

/** A field of an aggregate's or a process's state that nothing reads. */
export const fieldNeverRead = defineRule({
    id: 'sourcing/field-never-read',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'info',
    summary: 'An aggregate or a process keeps a field that nothing reads.',
    reason: 'The state of an aggregate or a process is there to decide by. A field that no decision asks for is kept and migrated for nothing, or the decision that it was meant for has been forgotten.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid  customerId: uuid }
  public command PlaceOrder { key orderId: uuid  customerId: uuid }

  aggregate Order by orderId {
    placed: boolean = false
    customerId: uuid?

    handle PlaceOrder
      when state.placed -> reject "the order has been placed before"
      otherwise -> OrderPlaced

    on OrderPlaced {
      placed = true
      customerId = event.customerId
    }
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid  customerId: uuid }
  public command PlaceOrder { key orderId: uuid  customerId: uuid }

  aggregate Order by orderId {
    placed: boolean = false

    handle PlaceOrder
      when state.placed -> reject "the order has been placed before"
      otherwise -> OrderPlaced

    on OrderPlaced { placed = true }
  }
}
`,
    whenToTurnOff: 'Where the state is written down in full, so that whoever reads the specification sees what an instance is.',
    messages: {
        aggregate: "Nothing reads '{field}' of '{part}': no condition, no event and no code of the aggregate asks for it. Leave it out, or decide by it; what others want to look at belongs into a projection.",
        process: "Nothing reads '{field}' of '{part}': no condition and no command of the process asks for it. Leave it out, or use it.",
    },
    check({ model, graph, report }) {
        const look = (part: Aggregate | Process) => {
            const read = fieldsReadBy(part);
            for (const { name, origin } of part.fields) {
                if (name === part.key || read.has(name) || namedTypesIn(model).has(part.id)) continue;
                report({ origin, message: part.kind, data: { field: name, part: part.name } });
            }
        };
        return {
            aggregate(aggregate) {
                const { store, handles, evolutions } = aggregate;
                // The latest state that is stored is there to be looked at, and code may read all of it.
                if (graph.isExternal(aggregate) || store.value === 'state' || handles.some(({ codeDecides }) => codeDecides) || evolutions.some(({ byCode }) => byCode)) return;
                look(aggregate);
            },
            process(process) {
                if (graph.isExternal(process) || stepsOf(process).some(usesCode) || process.states.some(({ timers }) => timers.some(usesCode))) return;
                look(process);
            },
        };
    },
});

/** True where code fills some of what is sent, which may read all of the state. */
function usesCode({ actions }: { actions: readonly ProcessAction[] }): boolean {
    return actions.some(action => action.kind === 'send' && (action.byCode || (action.undo?.byCode ?? false)));
}
