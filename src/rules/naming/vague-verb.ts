import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';
import { isAspect, meaningfulWords } from './reading.js';

/** An event with a participle that says nothing. */
export const vagueVerb = defineRule({
    id: 'naming/vague-verb',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'info',
    summary: "An event's name says only that something was changed, processed or handled, or that it occurred.",
    reason: 'A consumer that reads `OrderStatusChanged` has to look at the fields to know whether it is meant at all; `OrderShipped` can be subscribed to by itself.',
    bad: `context Ordering {
  event OrderStatusChanged {
    key orderId: uuid
    status: string
  }
}
`,
    good: `context Ordering {
  event OrderShipped { key orderId: uuid }
}
`,
    whenToTurnOff: 'Where something outside has a state whose values are not yours to name, such as a sensor.',
    messages: {
        changed: "'{event}' says that something changed, but not what has become of it: every consumer has to compare the fields. Publish an event for each change that matters, as in 'OrderShipped'.",
        vague: "'{event}' could be said of anything: '{verb}' does not tell what has come of it. Name the outcome, as in 'OrderShipped'.",
    },
    options: {
        properties: { verbs: { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true, description: 'Participles that say nothing.' } },
        defaults: { verbs: ['processed', 'handled', 'occurred', 'happened'] as readonly string[] },
    },
    check({ model, graph, options, report }) {
        const verbs = new Set(options.verbs.map(verb => verb.toLowerCase()));
        let wholes: Set<string> | undefined;
        const isWhole = (context: string, words: readonly string[]) => {
            wholes ??= new Set(model.aggregates.map(aggregate => `${aggregate.context} ${wordsOf(aggregate.name).join(' ')}`));
            return wholes.has(`${context} ${words.join(' ')}`);
        };
        for (const { name, context, origin } of ownMessages(model, graph, 'event')) {
            const words = meaningfulWords(name);
            const verb = words.at(-1)!;
            if (verbs.has(verb)) report({ origin, message: 'vague', data: { event: name, verb } });
            // `PriceChanged` says what changed; of a status or a whole aggregate one must still ask what it is now.
            else if (verb === 'changed' && (isAspect(words.at(-2) ?? 'state') || isWhole(context, words.slice(0, -1)))) report({ origin, message: 'changed', data: { event: name } });
        }
    },
});
