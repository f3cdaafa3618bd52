import { writtenPromisesOf, type MadePromise } from '../../model/brokers/made-promises.js';
import { brokerPromises, serverKinds, serverNames, type Keeping, type ServerKind } from '../../model/brokers/promises.js';
import type { Channel } from '../../model/flow-model.js';
import { listWords } from '../../model/list-words.js';
import { defineRule } from '../rule.js';

/** How good it is to have a promise kept so. */
const worth: Readonly<Record<Keeping['kept'], number>> = { native: 2, emulated: 1, refused: 0 };

/** A broker whose channels ask for what another one keeps by itself. */
export const betterBroker = defineRule({
    id: 'broker/better-broker',
    since: '0.2.0',
    set: 'all@1',
    severity: 'info',
    summary: 'What is asked of a broker, another one keeps by itself.',
    reason: 'Every promise that a broker does not keep itself is something beside it that must be run, watched and understood. Where another broker keeps all of them as well or better, it is worth a thought.',
    bad: `broker log kafka

context Notifications {
  public command SendLetter { letterId: uuid }
  queue Outbox on log {
    carries SendLetter
    ttl 1 day
    priority 0..2
  }
  service Mailer { handle SendLetter }
}

actor Clerk { sends Notifications.SendLetter }
`,
    good: `broker work rabbitmq

context Notifications {
  public command SendLetter { letterId: uuid }
  queue Outbox on work {
    carries SendLetter
    ttl 1 day
    priority 0..2
  }
  service Mailer { handle SendLetter }
}

actor Clerk { sends Notifications.SendLetter }
`,
    whenToTurnOff: 'Where the broker is given: by who runs it, by what it costs, or by what else is on it. That is why it is off.',
    options: {
        properties: {
            reasons: { description: 'How many promises, at least, another broker must keep better.', type: 'integer', minimum: 1 },
        },
        defaults: { reasons: 2 },
    },
    messages: {
        better: "{other} would keep better what is asked of '{broker}': {clauses}. {kind} leaves that to others, and there is nothing asked that {other} keeps worse.",
    },
    check({ model, options, report }) {
        const askedOf = new Map<string, (MadePromise & { channel: Channel })[]>(model.brokers.map(({ name }) => [name, []]));
        for (const channel of model.channels) {
            for (const made of writtenPromisesOf(channel)) askedOf.get(channel.broker.value)?.push({ channel, ...made });
        }
        for (const { name, kind, origin } of model.brokers) {
            if (kind === 'memory') continue;
            const asked = askedOf.get(name)!;
            const [best] = serverKinds
                .filter(other => asked.every(({ promise }) => gain(promise, kind, other) >= 0))
                .map(other => ({ other, better: asked.filter(({ promise }) => gain(promise, kind, other) > 0) }))
                .sort((left, right) => right.better.length - left.better.length);
            if (!best || best.better.length < options.reasons) continue;
            const clauses = [...new Set(best.better.map(({ clause }) => `'${clause}'`))];
            report({
                origin,
                message: 'better',
                data: { other: serverNames[best.other], broker: name, clauses: listWords(clauses), kind: serverNames[kind] },
                related: best.better.map(made => ({ origin: made.setting.origin ?? made.channel.origin, message: compare(made, kind, best.other) })),
            });
        }
    },
});

function gain(promise: MadePromise['promise'], from: ServerKind, to: ServerKind): number {
    return worth[brokerPromises[promise][to].kept] - worth[brokerPromises[promise][from].kept];
}

function compare({ clause, promise, channel }: MadePromise & { channel: Channel }, from: ServerKind, to: ServerKind): string {
    const [now, then] = [brokerPromises[promise][from], brokerPromises[promise][to]];
    return `'${clause}' of '${channel.name}': on ${serverNames[from]} ${now.how}; on ${serverNames[to]} ${then.how}`.replaceAll('NAME', channel.physicalName.value);
}
