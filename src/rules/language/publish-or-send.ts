import type { Origin } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';

/** An outcome that sends an event or publishes a command. */
export const publishOrSend = defineRule({
    id: 'language/publish-or-send',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    fix: 'safe',
    summary: 'An outcome says `send` of an event, or does not say it of a command.',
    reason: 'An event is published to whoever listens, a command is sent to its one handler: a reader must see at once which of the two happens.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  service Shipping {
    on OrderPlaced -> ShipOrder
    handle ShipOrder
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  service Shipping {
    on OrderPlaced -> send ShipOrder
    handle ShipOrder
  }
}
`,
    whenToTurnOff: 'It is a matter of the language itself: leave it on.',
    messages: {
        command: "'{name}' is a command, which is sent to its handler, not published. Write 'send {text}'.",
        event: "'{name}' is an event, which is published to whoever listens, not sent. Leave out 'send'.",
    },
    check: ({ graph, wordBefore, report }) => ({
        output(output, { part, kind }) {
            // A process has one word for both: what it tells is always sent.
            if (part.kind === 'process') return;
            const message = graph.message(output.message.target);
            if (!message || (message.kind === 'command') === (kind === 'send')) return;
            const { origin } = output.message;
            if (message.kind === 'command') {
                report({
                    origin,
                    message: 'command',
                    data: { name: message.name, text: output.message.text },
                    related: [{ origin: message.origin, message: `'${message.name}' is declared as a command` }],
                    fixes: [{ title: `Write 'send ${output.message.text}'`, safe: true, edits: [{ uri: origin.uri, range: empty(origin), newText: 'send ' }] }],
                });
            } else {
                const keyword = wordBefore(origin);
                report({
                    origin,
                    message: 'event',
                    data: { name: message.name },
                    related: [{ origin: message.origin, message: `'${message.name}' is declared as an event` }],
                    fixes: keyword?.word === 'send'
                        ? [{ title: "Leave out 'send'", safe: true, edits: [{ uri: origin.uri, range: { start: keyword.range.start, end: origin.range.start }, newText: '' }] }]
                        : [],
                });
            }
        },
    }),
});

function empty({ range: { start } }: Origin) {
    return { start, end: start };
}
