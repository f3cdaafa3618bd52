import { expect, test } from 'vitest';
import { Inbox } from '../../../src/runtime/application/inbox.js';

test('remembers what each part has handled, apart from the others', () => {
    const inbox = new Inbox();
    inbox.add('Billing.Gateway', 'a');
    expect(inbox.has('Billing.Gateway', 'a')).toBe(true);
    expect(inbox.has('Billing.Gateway', 'b')).toBe(false);
    expect(inbox.has('Billing.Invoicing', 'a')).toBe(false);
});

test('forgets the oldest of a part beyond its capacity', () => {
    const inbox = new Inbox(2);
    for (const identity of ['a', 'b', 'b', 'c']) inbox.add('Billing.Gateway', identity);
    expect(['a', 'b', 'c'].map(identity => inbox.has('Billing.Gateway', identity))).toEqual([false, true, true]);
});
