import type { Envelope } from '../../envelope.js';
import type { Outbox, OutboxClaim, OutgoingMessage } from '../store.js';
import type { DedicatedConnection, Queries, Session } from './session.js';
import { quoteName } from './tables.js';

/** What is kept until it is published. */
export class OutboxTable implements Outbox {
    private readonly table: string;
    private readonly lockName: string;

    constructor(
        private readonly session: Session,
        schema: string,
    ) {
        this.table = `${quoteName(schema)}.outbox`;
        this.lockName = `sluice outbox of ${schema}`;
    }

    async add(queries: Queries, messages: readonly OutgoingMessage[]): Promise<void> {
        await queries.change(
            `insert into ${this.table} (channel, key, envelope)
             select channel, key, envelope from unnest($1::text[], $2::text[], $3::json[]) with ordinality as message (channel, key, envelope, number) order by number`,
            [messages.map(({ channel }) => channel), messages.map(({ key }) => key ?? null), messages.map(({ envelope }) => JSON.stringify(envelope))],
        );
    }

    async depth(): Promise<number> {
        const [row] = await this.session.rows<'depth'>(`select count(*)::text as depth from ${this.table}`);
        return Number(row!.depth);
    }

    /** The right is the connection's that has it, so that it is free again when the process ends, however that ends. */
    async claim(): Promise<OutboxClaim | undefined> {
        const connection = await this.session.dedicated();
        try {
            const [row] = await connection.rows<'claimed'>('select pg_try_advisory_lock(hashtextextended($1, 0))::text as claimed', [this.lockName]);
            if (row!.claimed === 'true') return this.claimOn(connection);
        } catch (error) {
            connection.close({ broken: error instanceof Error ? error : new Error(String(error)) });
            throw error;
        }
        connection.close();
        return undefined;
    }

    private claimOn(connection: DedicatedConnection): OutboxClaim {
        return {
            read: async limit => (await connection.rows<'position' | 'channel' | 'key' | 'envelope'>(`select position::text, channel, key, envelope::text from ${this.table} order by ${this.table}.position limit $1`, [limit])).map(({ position, channel, key, envelope }) => (
                { position: Number(position), channel: channel!, envelope: JSON.parse(envelope!) as Envelope, ...(key !== null && { key }) })),
            remove: async positions => {
                await connection.change(`delete from ${this.table} where position in (select unnest($1::bigint[]))`, [positions]);
            },
            release: async () => {
                try {
                    await connection.rows('select pg_advisory_unlock(hashtextextended($1, 0))::text', [this.lockName]);
                    connection.close();
                } catch (error) {
                    // With the connection the lock is gone, too.
                    connection.close({ broken: error instanceof Error ? error : new Error(String(error)) });
                }
            },
        };
    }
}
