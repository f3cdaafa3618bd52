import { stepsOf } from '../../model/processes/process-steps.js';
import type { MessageOutput } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';

/** A field of a command that a process sends and nothing fills. */
export const unfilledField = defineRule({
    id: 'process/unfilled-field',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A process sends a command with a field that nothing fills.',
    reason: 'A process runs without code of its own: what neither the event, nor its state, nor an assignment gives would be missing from the message.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  command ShipOrder { key orderId: uuid  carrier: string }
  service Shipping { handle ShipOrder }
  process Fulfilment by orderId {
    start on OrderPlaced -> send ShipOrder end
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  command ShipOrder { key orderId: uuid  carrier: string }
  service Shipping { handle ShipOrder }
  process Fulfilment by orderId {
    start on OrderPlaced -> send ShipOrder { carrier = "post" } end
  }
}
`,
    whenToTurnOff: 'It is a matter of the language itself: leave it on. `by code` leaves fields to code.',
    messages: {
        unfilled: "Nothing fills {fields} of '{message}'. Write '{example}', keep it in a field of '{process}', or leave it to code with 'by code'.",
        unfilledUndo: "Nothing fills {fields} of '{message}', which is sent when its step is taken back and then has the state alone. Write '{example}', keep it in a field of '{process}', or leave it to code with 'by code'.",
    },
    check({ model, graph, report }) {
        for (const process of model.processes) {
            const actions = [...stepsOf(process), ...process.states.flatMap(({ timers }) => timers)].flatMap(step => step.actions);
            const outputs: { output: MessageOutput; undo: boolean }[] = actions.flatMap(action => (action.kind !== 'send' ? []
                : [{ output: action, undo: false }, ...(action.undo ? [{ output: action.undo, undo: true }] : [])]));
            for (const { output: { message: reference, filling, byCode, origin }, undo } of outputs) {
                const message = graph.message(reference.target);
                if (!message || byCode) continue;
                const missing = filling.filter(({ from }) => from === 'code').map(({ field }) => field);
                if (missing.length === 0) continue;
                report({
                    origin,
                    message: undo ? 'unfilledUndo' : 'unfilled',
                    data: {
                        fields: missing.map(name => `'${name}'`).join(', '), message: message.name, process: process.name,
                        example: `${reference.text} { ${missing.map(name => `${name} = …`).join('  ')} }`,
                    },
                    related: message.fields.filter(({ name }) => missing.includes(name)).map(field => ({ origin: field.origin, message: `'${field.name}' must have a value` })),
                });
            }
        }
    },
});
