import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { meaningfulWords, readerOf } from './reading.js';

/** A public message of a single word. */
export const tooShort = defineRule({
    id: 'naming/too-short',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A public message has a name of a single word: `Completed`.',
    reason: 'Others see the message in traces, logs and dead letter queues, far from the context that declares it. `Completed` alone does not say what is.',
    bad: `context Ordering {
  public event Completed { key orderId: uuid }
}
`,
    good: `context Ordering {
  public event OrderCompleted { key orderId: uuid }
}
`,
    whenToTurnOff: 'Where messages are always shown with the name of their context, and that says what they are about.',
    messages: {
        short: "'{name}' is public, but does not say what it is about once it is seen outside of '{context}'. Add the thing, as in 'OrderCompleted'.",
    },
    options: {
        properties: { words: { type: 'integer', minimum: 2, description: 'How many words the name of a public message has at least.' } },
        defaults: { words: 2 },
    },
    check({ model, graph, options, report }) {
        const reader = readerOf();
        for (const message of ownMessages(model, graph)) {
            const { name, context, kind, origin } = message;
            if (!message.public || meaningfulWords(name).length >= options.words) continue;
            // Of `Telemetry` as an event something else is wrong first, and other rules say so.
            if (reader.read(name)?.sense === 'neither' || reader.read(name)?.sense === (kind === 'event' ? 'request' : 'fact')) continue;
            report({ origin, message: 'short', data: { name, context } });
        }
    },
});
