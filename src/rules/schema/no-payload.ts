import { defineRule } from '../rule.js';

/** An event without any field. */
export const noPayload = defineRule({
    id: 'schema/no-payload',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'An event has no fields at all, not even a key.',
    reason: 'Whoever takes the event learns that something happened, but not to what: they have to ask, and by the time they do the answer may be another one.',
    bad: `context Ordering {
  event OrderShipped {}
}
`,
    good: `context Ordering {
  event OrderShipped {
    key orderId: uuid
    carrier: string(1..40)
  }
}
`,
    whenToTurnOff: 'While a system is first sketched by the names of its events alone. Suppress it on an event that there is only one of, such as the opening of the market.',
    messages: {
        empty: "'{event}' has no fields, so nobody who takes it knows what it happened to. Give it the key of what it is about, and what has changed.",
    },
    check({ graph, report }) {
        return {
            message(message) {
                // A command without fields may be a whole request: clean up, start the nightly run.
                if (message.kind !== 'event' || message.fields.length > 0 || !message.latest || graph.isExternal(message)) return;
                report({ origin: message.origin, message: 'empty', data: { event: message.name } });
            },
        };
    },
});
