import { expect, it, test } from 'vitest';
import { promisesOf } from '../../../src/model/brokers/made-promises.js';
import { brokerPromises, promiseTexts, serverKinds } from '../../../src/model/brokers/promises.js';
import { modelOf } from '../../support/model-of.js';

it('says of every promise and every broker who keeps it, how, and where that is written', () => {
    expect(Object.keys(brokerPromises).sort()).toEqual(Object.keys(promiseTexts).sort());
    for (const [promise, byKind] of Object.entries(brokerPromises)) {
        for (const kind of serverKinds) {
            const { kept, how, caution, source } = byKind[kind];
            // They follow a colon, and more may follow them.
            for (const text of [how, caution ?? how]) expect(text, `${promise} ${kind}`).toMatch(/^(?=[a-z]|XA|SET|JSON|Kafka).*[^.]$/);
            expect(source.url, `${promise} ${kind}`).toMatch(/^https:\/\/(kafka\.apache\.org|www\.rabbitmq\.com|docs\.nats\.io|redis\.io)\//);
            if (kept !== 'native') expect(caution, `${promise} ${kind}: only what the broker keeps itself needs a caution`).toBeUndefined();
        }
    }
});

test.each([
    ['topic', '', ['retry-in-order', 'order', 'retain']],
    ['topic', 'order by none  retry 0 times  retain forever', ['retain-forever']],
    ['topic', 'deliver at-most-once  compact  route by orderId', ['at-most-once', 'order', 'compact', 'route']],
    ['topic', 'deliver exactly-once  order by none  deduplicate 5m  retain 10 MB', ['exactly-once', 'retry', 'retain', 'deduplicate']],
    ['queue', 'priority 0..9  limit 5 messages  rate 1 per 1s', ['retry-in-order', 'order', 'keep', 'priority', 'limit', 'rate']],
    ['queue', 'retain 1 day  ttl 1h  delay 1s  dead letter Failed', ['retry-in-order', 'order', 'dead-letter', 'retain-handled', 'delay', 'ttl']],
])("a %s with '%s' promises %j", async (kind, clauses, expected) => {
    const message = kind === 'topic' ? 'event OrderPlaced' : 'command PlaceOrder';
    const { channels: [channel] } = await modelOf(`context Ordering {\n  ${message} { key orderId: uuid }\n  ${kind} Orders { carries ${message.split(' ')[1]}  ${clauses} }\n}\n`);
    expect(promisesOf(channel!).map(({ promise }) => promise)).toEqual(expected);
});
