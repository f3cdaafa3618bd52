import { describe, expect, it } from 'vitest';
import { describeGains, describeMixCosts, shortcomings } from '../../../src/model/advice/broker-words.js';
import { adviseOnBrokers, type BrokerAdvice } from '../../../src/model/advice/brokers.js';
import { brokerPromises, serverKinds } from '../../../src/model/brokers/promises.js';
import { modelOf } from '../../support/model-of.js';

async function adviceOn(text: string): Promise<BrokerAdvice> {
    const advice = adviseOnBrokers(await modelOf(text));
    if (!advice) throw new Error('There is no advice.');
    return advice;
}

const system = ({ brokers = '', topic = '', queue = '', service = '' }) => `
${brokers}
context Shop {
  public event OrderPlaced { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid }
  topic Orders {
    carries OrderPlaced
    ${topic}
  }
  queue Work {
    carries PlaceOrder
    order by none
    ${queue}
  }
  service Till {
    handle PlaceOrder -> OrderPlaced
    ${service}
  }
}
actor Customer { sends Shop.PlaceOrder }
`;

const keptOf = (advice: BrokerAdvice, need: string) => {
    const row = advice.needs.find(one => one.need === need);
    return row && Object.fromEntries(serverKinds.map(kind => [kind, row.worst[kind].kept]));
};

describe('which broker', () => {
    it.each([
        ['nothing but order by key: Kafka', {}, 'kafka'],
        ['urgency, expiry and dead letters: RabbitMQ', { topic: 'order by none', queue: 'priority 0..3  ttl 1 hour  dead letter Failed' }, 'rabbitmq'],
        ['a log without order that forgets twins: NATS', { topic: 'order by none  retain 30 days  deduplicate 1 minute', queue: 'deduplicate 1 minute' }, 'nats'],
    ])('%s', async (_what, clauses, expected) => {
        expect((await adviceOn(system(clauses))).singles[0]?.kinds).toEqual([expected]);
    });

    it('takes what each keeps from the one table', async () => {
        const advice = await adviceOn(system({ queue: 'priority 0..3  limit 10 messages' }));
        for (const need of ['order', 'priority', 'limit', 'retry'] as const) {
            expect(keptOf(advice, need)).toEqual(Object.fromEntries(serverKinds.map(kind => [kind, brokerPromises[need][kind].kept])));
        }
    });

    it('puts a broker that refuses something behind all that do not', async () => {
        const { singles, needs } = await adviceOn(system({ queue: 'limit 10 messages' }));
        expect(singles.at(-1)).toMatchObject({ kinds: ['kafka'], refused: 1 });
        expect(shortcomings('kafka', needs).filter(({ kept }) => kept === 'refused').map(({ text, places }) => `${places.map(({ range }) => range.start.line + 1).join()}: ${text}`))
            .toEqual(["13: limit, asked by 'Work': Kafka takes what it is given, and deletes by retention what nobody has read yet."]);
    });

    it('holds times and sizes against the bounds of each', async () => {
        const advice = await adviceOn(system({ queue: 'priority 0..300', service: 'timeout 10 minutes' }));
        expect(keptOf(advice, 'lease')).toEqual({ kafka: 'emulated', rabbitmq: 'native', nats: 'native', redis: 'native' });
        expect(keptOf(advice, 'levels')).toEqual({ kafka: 'native', rabbitmq: 'refused', nats: 'native', redis: 'native' });
        expect(keptOf(advice, 'size')).toEqual({ kafka: 'native', rabbitmq: 'native', nats: 'native', redis: 'native' });
        expect(keptOf(await adviceOn(system({}).replace('key orderId: uuid', 'key orderId: uuid  picture: bytes(..4000000)')), 'size')).toEqual({ kafka: 'emulated', rabbitmq: 'native', nats: 'emulated', redis: 'native' });
    });

    it('counts what is written down twice what holds by default', async () => {
        // By default order is asked; only written down does it outweigh what RabbitMQ keeps.
        const best = async (topic: string) => (await adviceOn(system({ topic, queue: 'ttl 1 hour' }))).singles[0]?.kinds;
        expect(await best('')).toEqual(['rabbitmq']);
        expect(await best('retain 30 days  order by key')).not.toEqual(['rabbitmq']);
    });
});

describe('a mix of two', () => {
    const both = { topic: 'order by key  retain 30 days', queue: 'priority 0..3  ttl 1 hour  dead letter Failed' };

    it('gains what the best one alone leaves to others, and says what it costs', async () => {
        const advice = await adviceOn(system(both));
        expect(advice).toMatchObject({ speaksFor: ['kafka', 'rabbitmq'], mix: { worthIt: true, fit: { placing: [{ name: 'Orders', kind: 'kafka' }, { name: 'Work', kind: 'rabbitmq' }] } } });
        expect(describeGains(advice).map(({ text }) => text.split(':')[0])).toEqual(["order of 'Orders'", "retain of 'Orders'"]);
        expect(describeMixCosts(advice)[0]).toContain('1 on Kafka and 1 on RabbitMQ');
    });

    it('is not worth it where one keeps almost all', async () => {
        const { mix, speaksFor } = await adviceOn(system({ topic: 'order by none', queue: 'priority 0..3  ttl 1 hour' }));
        expect(speaksFor).toEqual(['rabbitmq']);
        expect(mix?.worthIt ?? false).toBe(false);
    });

    it('says which need the answer hangs on', async () => {
        const { changes } = await adviceOn(system({ topic: 'order by none  retain 30 days', queue: 'priority 0..3' }));
        const flipped = changes.find(({ without }) => without === 'priority');
        expect(flipped?.speaksFor).toEqual(['nats']);
    });
});

describe('beside what the specification has', () => {
    it.each([
        ['broker log kafka\nbroker work rabbitmq', 'on work', 'agrees'],
        ['broker one redis', '', 'differs'],
        ['', '', 'open'],
    ])('%j: %s', async (brokers, on, verdict) => {
        const text = system({ brokers, topic: 'order by key  retain 30 days', queue: 'priority 0..3  ttl 1 hour  dead letter Failed' });
        expect((await adviceOn(text.replace('queue Work', `queue Work ${on}`))).verdict).toBe(verdict);
    });

    it('leaves open what keeps more than the best one alone, if not as much as the best two', async () => {
        const text = system({ brokers: 'broker log kafka\nbroker work nats', topic: 'order by key  retain 30 days', queue: 'priority 0..3  ttl 1 hour  dead letter Failed' });
        const { verdict, asIs, singles } = await adviceOn(text.replace('queue Work', 'queue Work on work'));
        expect(asIs!.emulated).toBeLessThan(singles.find(({ kinds }) => kinds[0] === 'nats')!.emulated);
        expect(verdict).toBe('differs');
    });

    it('says nothing where nothing is carried', async () => {
        expect(adviseOnBrokers(await modelOf('context Empty { type Name = string }'))).toBeUndefined();
    });
});
