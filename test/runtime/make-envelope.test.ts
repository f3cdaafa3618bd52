import { describe, expect, it } from 'vitest';
import { readDeadLetter, writeDeadLetter, type DeadLetter } from '../../src/runtime/broker.js';
import { makeEnvelope } from '../../src/runtime/make-envelope.js';
import { createRandom } from '../../src/runtime/random.js';
import { createVirtualClock } from '../../src/runtime/virtual-clock.js';

const clock = createVirtualClock({ start: Date.UTC(2026, 1, 3, 4, 5, 6, 789) });
const random = createRandom('envelopes');

describe('An envelope', () => {
    it('begins a flow of its own where nothing set it off', () => {
        const envelope = makeEnvelope({ source: '/ordering/order', type: 'Ordering.OrderPlaced.v1', key: 'o-1', data: { total: '1.50' } }, clock, random);
        expect(envelope).toEqual({
            specversion: '1.0', id: envelope.id, source: '/ordering/order', type: 'Ordering.OrderPlaced.v1', time: '2026-02-03T04:05:06.789Z',
            subject: 'o-1', datacontenttype: 'application/json', correlationid: envelope.id, data: { total: '1.50' },
        });
    });

    it('carries on its cause\'s correlation and trace, and names it', () => {
        const first = { ...makeEnvelope({ source: '/a', type: 'A.v1', data: {} }, clock, random), traceparent: '00-1-2-01', tracestate: 'x=1' };
        const second = makeEnvelope({ source: '/b', type: 'B.v1', data: {}, cause: first }, clock, random);
        const third = makeEnvelope({ source: '/c', type: 'C.v1', data: {}, cause: second }, clock, random);
        expect(third).toMatchObject({ correlationid: first.id, causationid: second.id, traceparent: '00-1-2-01', tracestate: 'x=1' });
        expect(new Set([first.id, second.id, third.id]).size).toBe(3);
    });

    it('writes headers as extension attributes, in lower case', () => {
        expect(makeEnvelope({ source: '/a', type: 'A.v1', data: {}, headers: { tenantId: 'acme' } }, clock, random)).toMatchObject({ tenantid: 'acme' });
    });
});

describe('A dead letter', () => {
    const envelope = makeEnvelope({ source: '/a', type: 'A.v1', key: 'k', data: { x: 1 }, headers: { tenantid: 'acme' } }, clock, random);
    const letter: DeadLetter = { kind: 'failed', reason: 'no', attempts: 6, channel: 'work', subscription: 'work', at: clock.now(), envelope };

    it('is a CloudEvent with the failure in extension attributes, and can be read back', () => {
        const written = writeDeadLetter(letter);
        expect(written).toMatchObject({ ...envelope, failurekind: 'failed', failurereason: 'no', failureattempts: 6, failuretime: '2026-02-03T04:05:06.789Z' });
        // CloudEvents 1.0: attribute names are lower-case letters and digits, at most 20 of them.
        for (const name of Object.keys(written)) expect(name).toMatch(/^[a-z0-9]{1,20}$/);
        expect(readDeadLetter(JSON.parse(JSON.stringify(written)) as typeof written)).toEqual(letter);
    });

    it('is told from other messages', () => {
        expect(readDeadLetter(envelope)).toBeUndefined();
    });
});
