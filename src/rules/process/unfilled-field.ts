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
    check({ graph, report }) {
        return {
            output({ message: reference, filling, byCode, origin }, { part, kind }) {
                if (part.kind !== 'process' || byCode || !filling.some(({ from }) => from === 'code')) return;
                const message = graph.message(reference.target);
                if (!message) return;
                const missing = filling.filter(({ from }) => from === 'code').map(({ field }) => field);
                report({
                    origin,
                    message: kind === 'undo' ? 'unfilledUndo' : 'unfilled',
                    data: {
                        fields: missing.map(name => `'${name}'`).join(', '), message: message.name, process: part.name,
                        example: `${reference.text} { ${missing.map(name => `${name} = …`).join('  ')} }`,
                    },
                    related: message.fields.filter(({ name }) => missing.includes(name)).map(field => ({ origin: field.origin, message: `'${field.name}' must have a value` })),
                });
            },
        };
    },
});
