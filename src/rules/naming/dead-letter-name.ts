import { wordsOf } from '../../model/names.js';
import type { Channel } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';

/** A dead letter queue whose name does not say whose messages it holds. */
export const deadLetterName = defineRule({
    id: 'naming/dead-letter-name',
    since: '0.2.0',
    set: 'all@1',
    severity: 'info',
    summary: "A dead letter queue's name does not hold the name of the channel that its messages come from.",
    reason: 'At night somebody looks at a full dead letter queue. Its name is the first that they see, and it should say where to look.',
    bad: `context Ordering {
  command ShipOrder { key orderId: uuid }
  queue OrderWork {
    carries ShipOrder
    dead letter Rubbish
  }
  service Shipping { handle ShipOrder }
}
`,
    good: `context Ordering {
  command ShipOrder { key orderId: uuid }
  queue OrderWork {
    carries ShipOrder
    dead letter OrderWorkFailed
  }
  service Shipping { handle ShipOrder }
}
`,
    whenToTurnOff: 'Where one dead letter queue is shared by many channels on purpose.',
    messages: {
        other: "The dead letter queue '{deadLetter}' does not say that its messages come from '{channel}'. Call it '{suggestion}', or leave it out: without the clause it is named after the channel.",
    },
    check({ model, graph, report }) {
        for (const channel of model.channels) {
            const { deadLetter: { value, origin }, name, physicalName } = channel;
            if (channel.implied || graph.isExternal(channel) || !origin || !isWrittenIn(channel, origin)) continue;
            const words = wordsOf(value).join(' ');
            if ([name, physicalName.value].some(source => words.includes(wordsOf(source).join(' ')))) continue;
            report({ origin, message: 'other', data: { deadLetter: value, channel: name, suggestion: `${name}Failed` }, related: [{ origin: channel.origin, message: `Its messages come from '${name}'` }] });
        }
    },
});

/** A clause of the system holds for every channel, and can be named after none. */
function isWrittenIn({ origin }: Channel, { uri, range }: Channel['origin']): boolean {
    return uri === origin.uri && range.start.line >= origin.range.start.line;
}
