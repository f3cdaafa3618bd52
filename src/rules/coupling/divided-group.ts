import type { Part } from '../../model/flow-model.js';
import { listWords } from '../../model/list-words.js';
import { buildTopology, ownParts, type Subscription } from '../../model/topology.js';
import { defineRule } from '../rule.js';
import { isMeant } from './known-contexts.js';

/** One group on a topic for parts that take different events. */
export const dividedGroup = defineRule({
    id: 'coupling/divided-group',
    since: '0.2.0',
    set: 'recommended@2',
    severity: 'error',
    summary: 'Parts that share a group on a topic take different events.',
    reason: 'A topic gives each of its messages to one member of a group. What one part takes may be given to the other, which passes it over: it is lost, and nothing tells that it was.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  topic Orders { carries OrderPlaced, OrderShipped }
  service OrderDesk { every 1 hour -> OrderPlaced and OrderShipped }
}

context Letters {
  service Confirmations {
    on Ordering.OrderPlaced
    group letters
  }
  service Notices {
    on Ordering.OrderShipped
    group letters
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public event OrderShipped { key orderId: uuid }
  topic Orders { carries OrderPlaced, OrderShipped }
  service OrderDesk { every 1 hour -> OrderPlaced and OrderShipped }
}

context Letters {
  service Confirmations {
    on Ordering.OrderPlaced
    group confirmations
  }
  service Notices {
    on Ordering.OrderShipped
    group notices
  }
}
`,
    whenToTurnOff: 'Leave it on: without a group of its own a part cannot rely on any of its events.',
    source: [{ title: 'Apache Kafka: Consumer Groups', url: 'https://kafka.apache.org/documentation/#intro_consumers' }],
    messages: {
        divided: "'{part}' shares the group '{group}' on the topic '{topic}' with '{first}', which does not take the same events: each is given to one of them alone, so that {events} would be lost where it comes to the other. Give each a group of its own, or let both take the same.",
    },
    check({ model, report }) {
        const parts = findSharers(ownParts(model));
        if (parts.size === 0) return;
        const firsts = new Map<string, Subscription>();
        for (const subscription of buildTopology(model).subscriptions) {
            const part = parts.get(subscription.part ?? '');
            if (!part) continue;
            // A part that reads several topics is told apart on each by the subscription's name.
            const place = `${subscription.channel.id} ${subscription.name}`;
            const first = firsts.get(place);
            if (!first) {
                firsts.set(place, subscription);
                continue;
            }
            const differing = differenceOf(first.messages, subscription.messages);
            if (differing.length === 0) continue;
            const { group } = part.settings;
            report({
                origin: group.origin!,
                message: 'divided',
                data: { part: part.id, group: group.value, topic: subscription.channel.name, first: first.part!, events: listWords(differing.map(id => `'${id}'`)) },
                related: [{ origin: parts.get(first.part!)!.settings.group.origin!, message: `The group of '${first.part}'` }],
            });
        }
    },
});

/** The parts, by id, whose written group another has as well; what a group is by itself, no other part has. */
function findSharers(parts: readonly Part[]): Map<string, Part> {
    const byGroup = new Map<string, Part[]>();
    for (const part of parts) {
        const { group } = part.settings;
        if (group.isDefault || !isMeant(part)) continue;
        const others = byGroup.get(group.value);
        if (others) others.push(part);
        else byGroup.set(group.value, [part]);
    }
    return new Map([...byGroup.values()].filter(({ length }) => length > 1).flat().map(part => [part.id, part]));
}

/** What is in one of two lists alone. */
function differenceOf(left: readonly string[], right: readonly string[]): string[] {
    return [...left.filter(id => !right.includes(id)), ...right.filter(id => !left.includes(id))];
}
