import { expect, it } from 'vitest';
import { createRandom } from '../../src/runtime/random.js';
import { SampleData } from '../../src/targets/samples/sample-data.js';
import { startGeneration } from '../../src/targets/typescript/shapes.js';
import { simulateHandlers } from '../../src/workspace/run/simulated-handlers.js';
import { modelOf } from '../support/model-of.js';

it('What a run puts into a state in place of code fits it: fields of the same name and type, told what they are, and never the key', async () => {
    const model = await modelOf(`context Desk {
  type Card { number: string }
  type Cash { amount: decimal }
  event Paid { key orderId: uuid  note: string  count: int  means: Card  seen: boolean }
  projection Payments by orderId {
    note: int = 0
    count: int = 0
    means: Card or Cash
    on Paid by code
  }
}`);
    const random = createRandom(1);
    const handlers = simulateHandlers(startGeneration(model, { root: '', version: 'test' }), new SampleData(model, random, () => 0), random);
    const [apply] = Object.values(handlers['desk']!['payments']!) as unknown as ((state: object, event: object) => object)[];
    expect(apply!({ orderId: 'a', note: 7, count: 1 }, { orderId: 'b', note: 'x', count: 2, means: { number: '1' }, seen: true }))
        .toEqual({ orderId: 'a', note: 7, count: 2, means: { number: '1', $type: 'Card' } });
});
