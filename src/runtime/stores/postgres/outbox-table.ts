import type { BrokerErrorCode } from '../../broker.js';
import type { Envelope } from '../../envelope.js';
import type { Outbox, OutboxClaim, OutboxDeadLetter, OutboxLane, OutboxPage, OutboxSelection, OutgoingMessage, Refusal, WaitingMessage } from '../outbox.js';
import type { StoreStatistics } from '../store.js';
import type { DedicatedConnection, Queries, Row, Session } from './session.js';
import { quoteName } from './tables.js';

const columns = 'position, channel, key, envelope, kept_at';

/** What is kept until it is published. */
export class OutboxTable implements Outbox {
    private readonly table: string;
    private readonly refused: string;
    private readonly lockName: string;

    constructor(
        private readonly session: Session,
        schema: string,
    ) {
        this.table = `${quoteName(schema)}.outbox`;
        this.refused = `${quoteName(schema)}.outbox_dead_letters`;
        this.lockName = `sluice outbox of ${schema}`;
    }

    async add(queries: Queries, messages: readonly OutgoingMessage[], at: string): Promise<void> {
        await queries.change(
            `insert into ${this.table} (channel, key, envelope, kept_at)
             select channel, key, envelope, $4::timestamptz from unnest($1::text[], $2::text[], $3::json[]) with ordinality as message (channel, key, envelope, number) order by number`,
            [messages.map(({ channel }) => channel), messages.map(({ key }) => key ?? null), messages.map(({ envelope }) => JSON.stringify(envelope)), at],
        );
    }

    async depth(): Promise<number> {
        const [row] = await this.session.rows<'depth'>(`select count(*)::text as depth from ${this.table}`);
        return Number(row!.depth);
    }

    async statistics(): Promise<NonNullable<StoreStatistics['outbox']>> {
        const [row] = await this.session.rows<'waiting' | 'oldest' | 'dead'>(
            `select count(*)::text as waiting, (extract(epoch from min(kept_at)) * 1000)::text as oldest, (select count(*) from ${this.refused})::text as dead from ${this.table}`,
        );
        const { waiting, oldest, dead } = row!;
        return { waiting: Number(waiting), deadLetters: Number(dead), ...(oldest !== null && { oldest: Math.round(Number(oldest)) }) };
    }

    async deadLetters({ after = 0, limit = 100 }: OutboxPage = {}): Promise<readonly OutboxDeadLetter[]> {
        const rows = await this.session.rows<WaitingColumn | 'code' | 'reason' | 'at'>(
            `select position::text, channel, key, envelope::text, code, reason, (extract(epoch from refused_at) * 1000)::text as at
             from ${this.refused} where position > $1 order by ${this.refused}.position limit $2`,
            [after, limit],
        );
        return rows.map(row => ({ ...toWaiting(row), code: row.code as BrokerErrorCode, reason: row.reason!, at: Math.round(Number(row.at)) }));
    }

    async retry(selection: OutboxSelection): Promise<number> {
        const { condition, values } = conditionOf(selection);
        return this.session.change(
            `with chosen as (delete from ${this.refused} where ${condition} returning ${columns})
             insert into ${this.table} (${columns}) overriding system value select ${columns} from chosen`,
            values,
        );
    }

    async discard(selection: OutboxSelection): Promise<number> {
        const { condition, values } = conditionOf(selection);
        return this.session.change(`delete from ${this.refused} where ${condition}`, values);
    }

    /** The right is the connection's that has it, so that it is free again when the process ends, however that ends. */
    async claim(lane?: OutboxLane): Promise<OutboxClaim | undefined> {
        const lockName = lane === undefined ? this.lockName : `${this.lockName}, lane ${lane.name}`;
        const connection = await this.session.dedicated();
        try {
            const [row] = await connection.rows<'claimed'>('select pg_try_advisory_lock(hashtextextended($1, 0))::text as claimed', [lockName]);
            if (row!.claimed === 'true') return this.claimOn(connection, lockName, lane);
        } catch (error) {
            connection.close({ broken: error instanceof Error ? error : new Error(String(error)) });
            throw error;
        }
        connection.close();
        return undefined;
    }

    private claimOn(connection: DedicatedConnection, lockName: string, lane: OutboxLane | undefined): OutboxClaim {
        const ofLane = lane === undefined ? '' : `and ${lane.takes === 'only' ? '' : 'not '}channel in (select unnest($3::text[]))`;
        return {
            read: async (limit, { exceptChannels = [] } = {}) => (await connection.rows<WaitingColumn>(
                `select position::text, channel, key, envelope::text from ${this.table} where channel <> all($2::text[]) ${ofLane} order by ${this.table}.position limit $1`,
                [limit, exceptChannels, ...(lane === undefined ? [] : [lane.channels])],
            )).map(toWaiting),
            remove: async positions => {
                await connection.change(`delete from ${this.table} where position in (select unnest($1::bigint[]))`, [positions]);
            },
            putAside: async (refusals, at) => this.putAside(connection, refusals, new Date(at).toISOString()),
            release: async () => {
                try {
                    await connection.rows('select pg_advisory_unlock(hashtextextended($1, 0))::text', [lockName]);
                    connection.close();
                } catch (error) {
                    // With the connection the lock is gone, too.
                    connection.close({ broken: error instanceof Error ? error : new Error(String(error)) });
                }
            },
        };
    }

    private async putAside(connection: DedicatedConnection, refusals: readonly Refusal[], at: string): Promise<void> {
        await connection.change(
            `with refusal as (select * from unnest($1::bigint[], $2::text[], $3::text[]) as refusal (position, code, reason)),
                  message as (delete from ${this.table} where position in (select position from refusal) returning ${columns})
             insert into ${this.refused} (${columns}, code, reason, refused_at)
             select ${columns}, code, reason, $4::timestamptz from message join refusal using (position)`,
            [refusals.map(({ position }) => position), refusals.map(({ code }) => code), refusals.map(({ reason }) => storable(reason)), at],
        );
    }
}

type WaitingColumn = 'position' | 'channel' | 'key' | 'envelope';

function toWaiting({ position, channel, key, envelope }: Row<WaitingColumn>): WaitingMessage {
    return { position: Number(position), channel: channel!, envelope: JSON.parse(envelope!) as Envelope, ...(key !== null && { key }) };
}

function conditionOf(selection: OutboxSelection): { readonly condition: string; readonly values: unknown[] } {
    if (selection === 'all') return { condition: 'true', values: [] };
    if ('code' in selection) return { condition: 'code = $1', values: [selection.code] };
    return { condition: 'position in (select unnest($1::bigint[]))', values: [selection.positions] };
}

/** A broker's words may quote what PostgreSQL does not keep. */
function storable(text: string): string {
    return text.replaceAll('\0', '\uFFFD');
}
