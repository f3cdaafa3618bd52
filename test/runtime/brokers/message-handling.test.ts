import { expect, it } from 'vitest';
import type { DeliveryHandler } from '../../../src/runtime/broker.js';
import type { ReceivedMessage } from '../../../src/runtime/brokers/shared/driver.js';
import { handleMessage } from '../../../src/runtime/brokers/shared/message-handling.js';
import { Timeouts } from '../../../src/runtime/brokers/shared/timeouts.js';
import { message, queue, takes } from './messages.js';

/** What becomes of a message that was published so many milliseconds ago by the server's clock. */
async function fateOf(age: number, { delay }: { readonly delay?: number } = {}): Promise<string[]> {
    const told: string[] = [];
    const tell = (word: string) => async (): Promise<void> => void told.push(word);
    const received: ReceivedMessage = {
        bytes: new TextEncoder().encode(JSON.stringify(message('a'))), key: undefined, attempt: 1, publishedAt: Date.now() - age, delay: undefined, place: 'here',
        acknowledge: tell('acknowledged'), retry: tell('retried'), postpone: tell('postponed'), deadLetter: tell('dead-lettered'),
    };
    const channel = queue('work', delay === undefined ? {} : { delay });
    const handler: DeliveryHandler = async () => void told.push('handled');
    await handleMessage(received, { subscription: takes(channel), channel, deadLetterQueue: undefined, handler, rate: undefined, timeouts: undefined, reminders: new Timeouts(10_000), tell: () => {}, park: () => void told.push('parked') });
    return told;
}

it('A message without a delay is handed out at once, however far ahead the server\'s clock is', async () => {
    expect(await fateOf(-5000)).toEqual(['handled', 'acknowledged']);
});

it('A message with a delay is handed out when it is over', async () => {
    expect(await fateOf(100, { delay: 60_000 })).toEqual(['postponed']);
    expect(await fateOf(61_000, { delay: 60_000 })).toEqual(['handled', 'acknowledged']);
});
