import { BrokerError } from '../../broker.js';
import { failureReason } from '../../failure-reason.js';
import { OpenQuestions } from '../shared/open-questions.js';
import type { Questions } from '../shared/questions.js';
import { pause } from '../shared/waiting.js';
import { questionKey, replyKey } from './keys.js';
import type { RedisLink } from './link.js';

/** How long a command waits for questions or replies, in milliseconds. */
const patience = 200;
/** How long replies are kept that nobody fetches, in milliseconds. */
const keep = 60_000;

type Entries = readonly (readonly [id: string, fields: readonly string[] | null])[];

/** Questions and replies over streams: a question goes to one of those who answer it, its reply to the stream of the program that asked. */
export class RedisQuestions implements Questions {
    private readonly program = crypto.randomUUID();
    private readonly replyKey: string;
    private readonly open = new OpenQuestions();
    private listening = false;
    private closed = false;

    constructor(private readonly link: RedisLink) {
        // Each user may read the replies to its own questions alone.
        this.replyKey = replyKey(link.address.user, this.program);
    }

    request(query: string, text: string, timeout: number): Promise<string> {
        const id = crypto.randomUUID();
        const reply = this.open.wait(id, { query, timeout });
        if (!this.listening) void this.listen();
        this.link.command('XADD', questionKey(query), 'MAXLEN', '~', 10_000, '*', 'id', id, 'reply', this.replyKey, 'deadline', Date.now() + timeout, 'envelope', text)
            .catch((error: unknown) => this.open.refuse(id, new BrokerError('unavailable', `Redis does not take the question '${query}': ${this.link.address.strip(failureReason(error))}.`)));
        return reply;
    }

    async answer(query: string, handler: (bytes: Uint8Array) => Promise<string>): Promise<() => Promise<void>> {
        const key = questionKey(query);
        await this.link.command('XGROUP', 'CREATE', key, 'sluice', '0', 'MKSTREAM').catch((error: unknown) => {
            if (!failureReason(error).startsWith('BUSYGROUP')) throw error;
        });
        const inHand = new Map<string, Promise<void>>();
        let stopped = false;
        const connection = this.link.open({ maxRetriesPerRequest: null });
        // What was given out over a connection that broke is asked for again.
        let lost = true;
        connection.on('close', () => (lost = true));
        const loop = (async () => {
            while (!stopped) {
                try {
                    const from = lost ? '0' : '>';
                    lost = false;
                    const read = await connection.call('XREADGROUP', 'GROUP', 'sluice', this.program, 'COUNT', 64, 'BLOCK', patience, 'STREAMS', key, from) as readonly (readonly [string, Entries])[] | null;
                    for (const [id, fields] of read?.[0]?.[1] ?? []) {
                        if (inHand.has(id)) continue;
                        inHand.set(id, this.reply(key, id, readFields(fields), handler).finally(() => inHand.delete(id)));
                    }
                } catch {
                    lost = true;
                    await pause(patience / 4);
                }
            }
        })();
        return async () => {
            stopped = true;
            // Where the server is away nothing comes of what is being asked.
            await Promise.race([loop, pause(10 * patience)]);
            this.link.close(connection);
            await Promise.all(inHand.values());
        };
    }

    close(): void {
        this.closed = true;
    }

    private async reply(key: string, id: string, fields: ReadonlyMap<string, string>, handler: (bytes: Uint8Array) => Promise<string>): Promise<void> {
        try {
            const [asked, replyKey] = [fields.get('id'), fields.get('reply')];
            // Nobody waits any more, or it is no question.
            if (asked !== undefined && replyKey?.startsWith('sluice:reply:') && Number(fields.get('deadline')) > Date.now()) {
                const text = await handler(new TextEncoder().encode(fields.get('envelope') ?? ''));
                await this.link.command('XADD', replyKey, 'MAXLEN', '~', 1000, '*', 'id', asked, 'reply', text);
                await this.link.command('PEXPIRE', replyKey, keep);
            }
            await this.link.command('XACK', key, 'sluice', id);
            await this.link.command('XDEL', key, id);
        } catch {
            // The one who asked hears nothing within its time.
        }
    }

    private async listen(): Promise<void> {
        this.listening = true;
        const connection = this.link.open({ maxRetriesPerRequest: null });
        let last = '0';
        while (!this.closed) {
            try {
                const read = await connection.call('XREAD', 'COUNT', 100, 'BLOCK', patience, 'STREAMS', this.replyKey, last) as readonly (readonly [string, Entries])[] | null;
                for (const [id, fields] of read?.[0]?.[1] ?? []) {
                    last = id;
                    const reply = readFields(fields);
                    this.open.answer(reply.get('id') ?? '', reply.get('reply') ?? '');
                }
            } catch {
                await pause(patience / 4);
            }
        }
    }
}

function readFields(fields: readonly string[] | null): ReadonlyMap<string, string> {
    const read = new Map<string, string>();
    for (let index = 0; fields !== null && index < fields.length; index += 2) read.set(fields[index]!, fields[index + 1] ?? '');
    return read;
}
