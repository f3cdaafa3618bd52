import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom, makeUuid } from '../../../src/runtime/random.js';
import { UuidTimes } from '../../../src/runtime/stores/uuid-times.js';

it('takes UUIDs in small letters, and nothing that only looks like one', () => {
    const times = new UuidTimes();
    const uuid = '0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a11';
    expect(times.takes(uuid)).toBe(true);
    for (const other of ['', uuid.toUpperCase(), uuid.replace('-', '0'), `${uuid}0`, uuid.slice(1), uuid.replace('f', 'g'), uuid.replace('f', 'é'), uuid.replaceAll('-', '–')]) expect(times.takes(other), other).toBe(false);
    expect(() => times.add('a', 1)).toThrow(RangeError);
});

it('remembers and forgets as a map does that keeps its order, whatever is done with it', () => {
    const random = createRandom('uuids');
    // Some that differ in one digit alone, and more than fit at first.
    const uuids = [...Array.from({ length: 300 }, () => makeUuid(random)), ...'0123456789abcdef'.split('').map(digit => `0b7a4f86-6f0e-4d0e-9a39-0c1c9b0a5a1${digit}`)];
    const uuid = fc.integer({ min: 0, max: uuids.length - 1 }).map(index => uuids[index]!);
    const action = fc.oneof(
        { weight: 8, arbitrary: fc.record({ kind: fc.constant('add' as const), uuid }) },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant('forget oldest' as const) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), ago: fc.nat(400) }) },
    );
    fc.assert(fc.property(fc.array(action, { maxLength: 1500, size: 'max' }), actions => {
        const [times, expected] = [new UuidTimes(), new Map<string, number>()];
        let now = 0;
        for (const done of actions) {
            now++;
            if (done.kind === 'add') {
                times.add(done.uuid, now);
                expected.delete(done.uuid);
                expected.set(done.uuid, now);
            } else if (done.kind === 'forget oldest') {
                times.forgetOldest();
                expected.delete([...expected.keys()][0] ?? '');
            } else {
                times.forgetUntil(now - done.ago);
                for (const [known, at] of expected) if (at <= now - done.ago) expected.delete(known);
            }
        }
        expect(times.size).toBe(expected.size);
        for (const known of uuids) expect(times.timeOf(known)).toBe(expected.get(known));
    }), { numRuns: 30 });
});
