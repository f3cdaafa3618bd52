import { brokerLimits } from '../../model/brokers/limits.js';
import { serverKinds, serverNames, type ServerKind } from '../../model/brokers/promises.js';
import type { Message } from '../../model/flow-model.js';
import { MessageSizes } from '../../model/message-size.js';
import { defineRule } from '../rule.js';

/** A message that may be larger than its broker takes. */
export const messageTooLarge = defineRule({
    id: 'delivery/message-too-large',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A message may become larger than its broker takes, by the bounds of its own fields.',
    reason: 'A broker refuses what is too large, and the publisher fails with a message that the specification allows: rarely, late, and with the largest customer first.',
    bad: `broker log kafka

context Documents {
  event PageScanned {
    key pageId: uuid
    picture: bytes(1..5000000)
  }
  topic Pages on log { carries PageScanned }
  service Scanner { every 1 hour -> PageScanned }
  service Archive { on PageScanned by code }
}
`,
    good: `broker log kafka

context Documents {
  event PageScanned {
    key pageId: uuid
    pictureUrl: string(1..400)
  }
  topic Pages on log { carries PageScanned }
  service Scanner { every 1 hour -> PageScanned }
  service Archive { on PageScanned by code }
}
`,
    whenToTurnOff: 'Give the option what your brokers are configured to take. Turn it off where bounds of fields are far above what is ever sent.',
    source: [
        ...serverKinds.map(kind => brokerLimits[kind].size.source),
        { title: 'Enterprise Integration Patterns: Claim Check', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/StoreInLibrary.html' },
    ],
    options: {
        properties: Object.fromEntries(serverKinds.map(kind => [kind, {
            description: `The largest message, in bytes, that ${serverNames[kind]} is configured to take (${brokerLimits[kind].size.setting}).`,
            type: 'integer', minimum: 1,
        }])) as unknown as Record<ServerKind, { description: string }>,
        defaults: Object.fromEntries(serverKinds.map(kind => [kind, brokerLimits[kind].size.value])) as Record<ServerKind, number>,
    },
    messages: {
        large: "'{message}' may take {size}, of which '{field}' is up to {part}, but {broker} takes no more than {limit}. Bound it more tightly, or send a reference to where the rest can be fetched.",
    },
    check({ model, types, options, report }) {
        if (model.brokers.every(({ kind }) => kind === 'memory')) return;
        const sizes = new MessageSizes(types);
        const smallestLimit = Math.min(...serverKinds.map(kind => options[kind]));
        /** What is too large for some broker; messages come before channels. */
        const large = new Map<string, { message: Message; size: number }>();
        return {
            message(message) {
                const size = sizes.message(message.fields);
                if (size > smallestLimit) large.set(message.id, { message, size });
            },
            channel({ brokerKind, carries, name, origin: declared }) {
                if (brokerKind === 'memory' || large.size === 0) return;
                for (const { target, origin } of carries) {
                    const found = target === undefined ? undefined : large.get(target);
                    if (!found || found.size <= options[brokerKind]) continue;
                    const { message, size } = found;
                    const [largest] = message.fields.map(field => ({ field, bytes: sizes.field(field) })).sort((left, right) => right.bytes - left.bytes);
                    report({
                        origin,
                        message: 'large',
                        data: { message: message.name, size: describeBytes(size), field: largest!.field.name, part: describeBytes(largest!.bytes), broker: serverNames[brokerKind], limit: describeBytes(options[brokerKind]) },
                        related: [
                            { origin: largest!.field.origin, message: `'${largest!.field.name}' may take ${describeBytes(largest!.bytes)}` },
                            { origin: declared, message: `'${name}' is on ${serverNames[brokerKind]}` },
                        ],
                    });
                }
            },
        };
    },
});

function describeBytes(bytes: number): string {
    return `${bytes.toLocaleString('en-US')} bytes`;
}
