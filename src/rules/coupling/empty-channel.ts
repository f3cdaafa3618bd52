import { defineRule } from '../rule.js';

/** A topic or queue that carries nothing. */
export const emptyChannel = defineRule({
    id: 'coupling/empty-channel',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A topic or a queue carries no message, and is no dead letter queue of another.',
    reason: 'It is set up on the broker, watched and paid for, and nothing ever comes by. What should travel there takes a channel of its own with the defaults instead.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders { retain 30 days }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders {
    carries OrderPlaced
    retain 30 days
  }
}
`,
    whenToTurnOff: 'While channels are agreed on before the messages that they carry.',
    messages: {
        empty: "The {kind} '{channel}' carries nothing, so nothing ever travels there. Say what it 'carries', or remove it.",
    },
    check({ model, graph, report }) {
        const empty = model.channels.filter(channel => channel.carries.length === 0 && !graph.isExternal(channel));
        if (empty.length === 0) return;
        const deadLetters = new Set(model.channels.map(({ deadLetter }) => deadLetter.value));
        for (const { kind, name, physicalName, origin } of empty) {
            if (deadLetters.has(physicalName.value)) continue;
            report({ origin, message: 'empty', data: { kind, channel: name } });
        }
    },
});
