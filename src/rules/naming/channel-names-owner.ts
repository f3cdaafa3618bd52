import { wordsOf } from '../../model/names.js';
import type { Channel } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';

const teamWords = new Set('team squad tribe crew'.split(' '));

/** A topic that is named after who has to do with it. */
export const channelNamesOwner = defineRule({
    id: 'naming/channel-names-owner',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'A topic is named after a team, or after a service that publishes to it or reads from it.',
    reason: 'A topic outlives its teams, and anybody may listen tomorrow. Named after one of them it has to be renamed on the day that somebody else takes over, and everybody with it.',
    source: [{ title: 'Confluent, Kafka topic naming convention', url: 'https://www.confluent.io/learn/kafka-topic-naming-convention/' }],
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic BillingDeskInbox { carries OrderPlaced }
  service BillingDesk { on OrderPlaced }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders { carries OrderPlaced }
  service BillingDesk { on OrderPlaced }
}
`,
    whenToTurnOff: 'Where topics are handed out by team, with rights that follow the name.',
    messages: {
        team: "The topic '{topic}' is named after a team, which will change before the topic does. Name it after what it carries.",
        part: "The topic '{topic}' is named after '{part}', which {role} it: others may do so tomorrow. Name it after what it carries.",
    },
    check({ model, graph, report }) {
        const owners = new Map(model.contexts.map(({ id, owner }) => [id, wordsOf(owner ?? '')]));
        // What a service of a single word is called after may be what the topic is about.
        const services = new Set(model.services.map(({ name }) => wordsOf(name)).filter(words => words.length > 1).map(words => words.join(' ')));
        for (const channel of model.channels) {
            if (channel.kind !== 'topic' || channel.implied || graph.isExternal(channel)) continue;
            const names = [channel.name, ...(channel.physicalName.isDefault ? [] : [channel.physicalName.value])].map(wordsOf);
            const holds = (words: readonly string[]) => names.some(name => holdsInOrder(name, words));
            const owner = owners.get(channel.context)!;
            if (names.some(words => words.some(word => teamWords.has(word))) || (owner.length > 1 && holds(owner))) {
                report({ origin: channel.origin, message: 'team', data: { topic: channel.name } });
                continue;
            }
            const held = new Set(names.flatMap(phrasesOf).filter(phrase => services.has(phrase)));
            if (held.size === 0) continue;
            const use = usesOf(channel, graph).find(({ kind, by }) => {
                const part = kind === 'evolves' ? undefined : graph.part(by);
                // Aggregates, read models and processes are things that a topic may well be about.
                return part?.kind === 'service' && held.has(wordsOf(part.name).join(' '));
            });
            if (!use) continue;
            report({
                origin: channel.origin,
                message: 'part',
                data: { topic: channel.name, part: use.by, role: use.kind === 'publishes' ? 'publishes to' : 'reads from' },
                related: [{ origin: use.origin, message: `'${use.by}' ${use.kind === 'publishes' ? 'publishes to' : 'reads from'} it` }],
            });
        }
    },
});

function usesOf({ carries }: Channel, graph: { usesOf(id: string): { by: string; kind: string; origin: Channel['origin'] }[] }) {
    return carries.flatMap(({ target }) => (target === undefined ? [] : graph.usesOf(target)));
}

/** All words of a name that follow each other: of `a b c` also `b`, `a b` and `b c`. */
function phrasesOf(words: readonly string[]): string[] {
    return words.flatMap((_, start) => words.slice(start).map((_, more) => words.slice(start, start + more + 1).join(' ')));
}

/** Whether `words` follow each other somewhere in `name`. */
function holdsInOrder(name: readonly string[], words: readonly string[]): boolean {
    return ` ${name.join(' ')} `.includes(` ${words.join(' ')} `);
}
