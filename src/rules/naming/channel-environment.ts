import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';

/** A channel that is named after where it runs. */
export const channelEnvironment = defineRule({
    id: 'naming/channel-environment',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: "A channel's name starts or ends with an environment: `orders-prod`.",
    reason: 'The specification is the same everywhere. With the environment in a name, the same flow needs another specification in each of them, and one day a test writes to production.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders {
    carries OrderPlaced
    name "orders-prod"
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders {
    carries OrderPlaced
    name "orders"
  }
}
`,
    whenToTurnOff: "Where several environments share one broker and the name is another system's to choose.",
    messages: {
        environment: "'{name}' says that it runs in '{environment}', but the specification is the same in every environment. Leave it out, and keep environments apart by their brokers.",
    },
    options: {
        properties: { words: { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true, description: 'Names of environments.' } },
        defaults: { words: ['dev', 'nonprod', 'preprod', 'prod', 'qa', 'staging', 'stg', 'uat'] as readonly string[] },
    },
    check({ model, graph, options, report }) {
        const environments = new Set(options.words.map(word => word.toLowerCase()));
        const find = (name: string) => {
            const words = wordsOf(name);
            return words.length < 2 ? undefined : [words.at(-1)!, words[0]!].find(word => environments.has(word));
        };
        for (const channel of model.channels) {
            if (channel.implied || graph.isExternal(channel)) continue;
            const { origin, value } = channel.physicalName;
            const inName = find(channel.name);
            const inPhysical = origin && find(value);
            if (inName !== undefined) report({ origin: channel.origin, message: 'environment', data: { name: channel.name, environment: inName } });
            else if (origin && inPhysical !== undefined) report({ origin, message: 'environment', data: { name: value, environment: inPhysical } });
        }
    },
});
