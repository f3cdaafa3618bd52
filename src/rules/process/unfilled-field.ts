import { stepsOf } from '../../model/filling.js';
import type { MessageOutput } from '../../model/flow-model.js';
import type { Rule } from '../rule.js';

/** A field of a command that a process sends and nothing fills. */
export const unfilledField: Rule = {
    id: 'process/unfilled-field',
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
                const names = missing.map(name => `'${name}'`).join(', ');
                report({
                    origin,
                    message: `Nothing fills ${names} of '${message.name}'${undo ? ', which is sent when its step is taken back and then has the state alone' : ''}. `
                        + `Write '${reference.text} { ${missing.map(name => `${name} = …`).join('  ')} }', keep it in a field of '${process.name}', or leave it to code with 'by code'.`,
                    related: message.fields.filter(({ name }) => missing.includes(name)).map(field => ({ origin: field.origin, message: `'${field.name}' must have a value` })),
                });
            }
        }
    },
};
