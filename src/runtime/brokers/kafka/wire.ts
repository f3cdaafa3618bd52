import { ResponseError, type API, type Connection } from '@platformatic/kafka';

/** How long a connection that is closed may go on sending what it has, in milliseconds. */
const farewell = 1000;

/** One connection to one server, opened when it is needed and opened again after a break. Who asks decides whether to ask again. */
export class Wire {
    private opening: Promise<Connection> | undefined;
    private closed = false;

    constructor(private readonly open: () => Promise<Connection>) {}

    /** What the server answers, its error codes included; rejects where there is no answer. */
    async ask<Words extends unknown[], Answer>(api: API<Words, Answer>, ...words: Words): Promise<Answer> {
        const opening = this.connection();
        const connection = await opening;
        try {
            return await api.async(connection, ...words);
        } catch (error) {
            // An answer that speaks of errors is an answer.
            if (error instanceof ResponseError && error['response'] !== undefined) return error['response'] as Answer;
            // What has fallen silent is as good as broken.
            this.forget(opening);
            connection.socket?.destroy();
            await connection.close().catch(() => undefined);
            throw error;
        }
    }

    async close(): Promise<void> {
        this.closed = true;
        const { opening } = this;
        this.opening = undefined;
        const connection = await opening?.catch(() => undefined);
        if (connection === undefined) return;
        // What was not sent by now is waited for no longer than this: a server that has fallen silent would never take it.
        const hurry = setTimeout(() => connection.socket?.destroy(), farewell);
        await connection.close().catch(() => undefined);
        clearTimeout(hurry);
    }

    private connection(): Promise<Connection> {
        if (this.closed) return Promise.reject(new Error('The connection was closed.'));
        if (this.opening === undefined) {
            const opening = this.open();
            this.opening = opening;
            opening.then(connection => connection.once('close', () => this.forget(opening)), () => this.forget(opening));
        }
        return this.opening;
    }

    /** Forgets this connection alone: whoever asked at the same time may have opened another by now. */
    private forget(opening: Promise<Connection>): void {
        if (this.opening === opening) this.opening = undefined;
    }
}
