import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PriorityQueue } from '../../src/runtime/priority-queue.js';

it('A priority queue gives its items in order, whatever was taken, put in or forgotten between', () => {
    const action = fc.oneof(fc.record({ put: fc.integer({ min: 0, max: 50 }) }), fc.constant('take' as const), fc.record({ forget: fc.integer({ min: 2, max: 5 }) }));
    fc.assert(fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const queue = new PriorityQueue<number>((a, b) => a < b);
        let expected: number[] = [];
        for (const step of actions) {
            if (step === 'take') {
                expect(queue.pop()).toBe(expected.shift());
            } else if ('put' in step) {
                queue.push(step.put);
                expected = [...expected, step.put].sort((a, b) => a - b);
            } else {
                queue.retain((item) => item % step.forget !== 0);
                expected = expected.filter((item) => item % step.forget !== 0);
            }
            expect(queue.peek()).toBe(expected[0]);
            expect(queue.size).toBe(expected.length);
        }
    }));
});
