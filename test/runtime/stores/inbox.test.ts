import { expect, test } from 'vitest';
import { Inbox, type InboxOptions } from '../../../src/runtime/stores/inbox.js';

/** An inbox under a clock that the test sets. */
function inboxAt(options?: InboxOptions) {
    const clock = { time: 0, now: () => clock.time };
    return { clock, inbox: new Inbox(clock, options) };
}

test('remembers what each part has handled, apart from the others', () => {
    const { inbox } = inboxAt();
    inbox.add('Billing.Gateway', 'a');
    expect(inbox.has('Billing.Gateway', 'a')).toBe(true);
    expect(inbox.has('Billing.Gateway', 'b')).toBe(false);
    expect(inbox.has('Billing.Invoicing', 'a')).toBe(false);
});

test('forgets the oldest of a part beyond its capacity', () => {
    const { inbox } = inboxAt({ capacity: 2 });
    inbox.add('Billing.Invoicing', 'a');
    for (const identity of ['a', 'b', 'b', 'c']) inbox.add('Billing.Gateway', identity);
    expect(['a', 'b', 'c'].map(identity => inbox.has('Billing.Gateway', identity))).toEqual([false, true, true]);
    expect(inbox.has('Billing.Invoicing', 'a')).toBe(true);
    expect(inbox.size).toBe(3);
});

test('forgets what was handled as long ago as its window, also of a part that handles no more', () => {
    const { clock, inbox } = inboxAt({ window: 1000 });
    inbox.add('Billing.Invoicing', 'a');
    clock.time = 500;
    inbox.add('Billing.Gateway', 'b');
    clock.time = 999;
    expect(inbox.has('Billing.Invoicing', 'a')).toBe(true);
    clock.time = 1000;
    expect([inbox.has('Billing.Invoicing', 'a'), inbox.has('Billing.Gateway', 'b')]).toEqual([false, true]);
    inbox.add('Billing.Gateway', 'c');
    expect(inbox.size).toBe(2);
});

test('remembers what was handled once more from then on', () => {
    const { clock, inbox } = inboxAt({ window: 1000 });
    inbox.add('Billing.Gateway', 'a');
    clock.time = 600;
    inbox.add('Billing.Gateway', 'b');
    clock.time = 1100;
    inbox.add('Billing.Gateway', 'a');
    clock.time = 1700;
    inbox.add('Billing.Gateway', 'c');
    expect(['a', 'b'].map(identity => inbox.has('Billing.Gateway', identity))).toEqual([true, false]);
    expect(inbox.size).toBe(2);
});

test('remembers for a day, and a hundred thousand messages of each part, unless told otherwise', () => {
    const { clock, inbox } = inboxAt();
    for (let number = 0; number <= 100_000; number++) inbox.add('Billing.Gateway', `${number}`);
    expect(inbox.size).toBe(100_000);
    clock.time = 24 * 3_600_000 - 1;
    expect([inbox.has('Billing.Gateway', '0'), inbox.has('Billing.Gateway', '1')]).toEqual([false, true]);
    clock.time++;
    expect(inbox.has('Billing.Gateway', '1')).toBe(false);
});
