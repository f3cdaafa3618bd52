import { NoRespondersError } from '@nats-io/transport-node';
import { BrokerError } from '../../broker.js';
import type { Questions } from '../shared/questions.js';
import { pause } from '../shared/waiting.js';
import type { NatsLink } from './link.js';
import { streamName } from './names.js';

/** Questions and replies as NATS itself has them: of the programs that answer a question one is asked, and its reply goes to an inbox of the one who asked. */
export class NatsQuestions implements Questions {
    constructor(private readonly link: NatsLink) {}

    async request(query: string, text: string, timeout: number): Promise<string> {
        const deadline = Date.now() + timeout;
        for (;;) {
            const left = deadline - Date.now();
            if (left <= 0) throw new BrokerError('no-reply', `'${query}' was not answered within ${timeout} ms.`);
            try {
                return (await this.link.request(questionSubject(query), text, left)).string();
            } catch (error) {
                // Nobody answers yet, or the connection broke while the question was open: it is asked again.
                const again = error instanceof NoRespondersError || error instanceof BrokerError;
                if (!again && Date.now() < deadline && this.link.connection.isClosed()) throw new BrokerError('closed', 'The broker is closed.');
                await pause(Math.min(again ? 20 : 0, Math.max(0, deadline - Date.now())));
            }
        }
    }

    async answer(query: string, handler: (bytes: Uint8Array) => Promise<string>): Promise<() => Promise<void>> {
        const inHand = new Set<Promise<void>>();
        // Of the programs that answer a question one is asked.
        const subscription = this.link.connection.subscribe(questionSubject(query), {
            queue: 'sluice',
            callback: (_, message) => {
                const answering: Promise<void> = handler(message.data).then(text => {
                    message.respond(text);
                }).catch(() => undefined).finally(() => inHand.delete(answering));
                inHand.add(answering);
            },
        });
        // The server must know of it before anyone is told that there is an answerer.
        await this.link.connection.flush();
        return async () => {
            if (this.link.isConnected) await subscription.drain();
            else subscription.unsubscribe();
            while (inHand.size > 0) await Promise.all(inHand);
        };
    }
}

function questionSubject(query: string): string {
    return `sluice.ask.${streamName(query)}`;
}
