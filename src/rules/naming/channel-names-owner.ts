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
        // Few topics are named like any service, and only of those is it asked who has to do with them.
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
            if (!names.some(words => holdsAny(words, services))) continue;
            const use = usesOf(channel, graph).find(({ kind, by }) => {
                const part = kind === 'evolves' ? undefined : graph.part(by);
                // Aggregates, read models and processes are things that a topic may well be about; so may be what a service of a single word is called after.
                return part?.kind === 'service' && wordsOf(part.name).length > 1 && holds(wordsOf(part.name));
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

/** Whether some of the words of a name, one after the other, are one of `phrases`. */
function holdsAny(name: readonly string[], phrases: ReadonlySet<string>): boolean {
    return name.some((_, start) => name.some((_, last) => last > start && phrases.has(name.slice(start, last + 1).join(' '))));
}

/** Whether `words` follow each other somewhere in `name`. */
function holdsInOrder(name: readonly string[], words: readonly string[]): boolean {
    return ` ${name.join(' ')} `.includes(` ${words.join(' ')} `);
}
