import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';

/** A message that is named after what carries it. */
export const technologyWord = defineRule({
    id: 'naming/technology-word',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: "A message's name holds the name of a technology, or of what carries it: `Kafka`, `Http`, `Topic`.",
    reason: 'What has happened is the same on any broker. A name with the technology in it is wrong on the day that the channel moves, and says nothing to the people of the domain.',
    bad: `context Ordering {
  event KafkaOrderPlaced { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
}
`,
    whenToTurnOff: 'In a context that is about such technology; a word that is one of your domain, such as the topic of a forum, is taken out of the option `words`.',
    messages: {
        technology: "'{name}' names '{word}', which is how the message travels and not what it says. Leave it out; the channel says where the message goes.",
    },
    options: {
        properties: { words: { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true, description: 'Words that no message is named with.' } },
        defaults: { words: ['amqp', 'http', 'jetstream', 'kafka', 'nats', 'queue', 'rabbit', 'redis', 'topic'] as readonly string[] },
    },
    check({ model, graph, options, report }) {
        const forbidden = new Set(options.words.map(word => word.toLowerCase()));
        for (const { name, origin } of ownMessages(model, graph)) {
            // `RabbitMQ` comes apart into `rabbit` and `mq`; `QueueJob` asks to do so, and is not about where it goes.
            const word = wordsOf(name).find((candidate, index) => forbidden.has(candidate) && !(index === 0 && candidate === 'queue'));
            if (word !== undefined) report({ origin, message: 'technology', data: { name, word } });
        }
    },
});
