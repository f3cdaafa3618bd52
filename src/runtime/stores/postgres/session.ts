import { RejectedMessage } from '../../broker.js';
import { StoreConflict, StoreUnavailable } from '../store.js';
import type { PostgresClient, PostgresPool, PostgresResult } from './pool.js';

/** A value of a column as the store asks for it: everything is selected as text, so that no parser of the pool's matters. */
export type Text = string | null;

/** A row by column. */
export type Row<Column extends string> = Readonly<Record<Column, Text>>;

/** Runs statements, in or outside of a transaction. */
export interface Queries {
    /** The rows as texts. */
    rows<Column extends string>(text: string, values?: unknown[]): Promise<readonly Row<Column>[]>;
    /** How many rows a statement has changed. */
    change(text: string, values?: unknown[]): Promise<number>;
}

/** The connections of a store. */
export class Session implements Queries {
    constructor(private readonly pool: PostgresPool) {}

    async rows<Column extends string>(text: string, values?: unknown[]): Promise<readonly Row<Column>[]> {
        return this.connected(queries => queries.rows<Column>(text, values));
    }

    async change(text: string, values?: unknown[]): Promise<number> {
        return this.connected(queries => queries.change(text, values));
    }

    /** Runs several statements as one step. Nothing is kept where the work throws, or where `keep` says so of its result. */
    async transaction<Result>(work: (queries: Queries) => Promise<Result>, keep: (result: Result) => boolean = () => true): Promise<Result> {
        return this.connected(async queries => {
            await queries.change('begin');
            let result: Result;
            try {
                result = await work(queries);
                await queries.change(keep(result) ? 'commit' : 'rollback');
            } catch (error) {
                // A connection that is lost has nothing left to take back.
                await queries.change('rollback').catch(() => undefined);
                throw error;
            }
            return result;
        });
    }

    /** A connection of its own, for as long as it is wanted. */
    async dedicated(): Promise<DedicatedConnection> {
        return DedicatedConnection.open(this.pool);
    }

    private async connected<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
        const connection = await this.dedicated();
        try {
            return await work(connection);
        } catch (error) {
            throw translate(error);
        } finally {
            connection.close();
        }
    }
}

/** One connection, watched: one that is lost goes to no one else, and is nobody's unhandled error. */
export class DedicatedConnection implements Queries {
    private lost: Error | undefined;

    private constructor(private readonly client: PostgresClient) {
        client.on('error', this.onError);
    }

    static open(pool: PostgresPool): Promise<DedicatedConnection> {
        return new Promise((resolve, reject) => {
            // Watched at once and not when a promise has resolved: a server that goes down may say so in the very packet in which it says that it is ready.
            pool.connect((error, client) => {
                if (client) resolve(new DedicatedConnection(client));
                else reject(unavailable(error));
            });
        });
    }

    async rows<Column extends string>(text: string, values?: unknown[]): Promise<readonly Row<Column>[]> {
        return (await this.query(text, values)).rows as unknown as Row<Column>[];
    }

    async change(text: string, values?: unknown[]): Promise<number> {
        return (await this.query(text, values)).rowCount ?? 0;
    }

    /** Gives it back to the pool; with `broken` it is closed, and what it holds with it. */
    close({ broken = this.lost }: { readonly broken?: Error | undefined } = {}): void {
        this.client.removeListener('error', this.onError);
        this.client.release(broken);
    }

    private async query(text: string, values?: unknown[]): Promise<PostgresResult> {
        if (this.lost) throw unavailable(this.lost);
        try {
            return await this.client.query(text, values);
        } catch (error) {
            // An error that the server tells has a code of its own; anything else is a connection that cannot be trusted.
            if (!isServerError(error)) this.lost = error instanceof Error ? error : new Error(String(error));
            throw isUnavailable(error) ? unavailable(error) : error;
        }
    }

    private readonly onError = (error: Error): void => {
        this.lost = error;
    };
}

/** The code of an error that the server told; undefined of any other. */
export function codeOf(error: unknown): string | undefined {
    const { code } = error as { readonly code?: unknown };
    return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

function isServerError(error: unknown): boolean {
    const code = codeOf(error);
    // Class 57 is an operator's intervention: the server goes down, or ends the connection.
    return code !== undefined && !code.startsWith('57');
}

/** Whether the error is one of the server, whatever it is asked: no connection, it goes down or comes up, has no room or no memory, or is one that only reads since another has taken over. */
function isUnavailable(error: unknown): boolean {
    const code = codeOf(error);
    return code === undefined || /^(?:08|53|57P)/.test(code) || code === '25006';
}

function unavailable(error: unknown): StoreUnavailable {
    return new StoreUnavailable(`PostgreSQL cannot be reached, or takes nothing: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

/** Serialization failure, deadlock. */
const conflicts = ['40001', '40P01'];
/** Text or JSON with characters that the server does not keep. */
const unkeepable = ['22021', '22P05', '22P02'];

function translate(error: unknown): unknown {
    const code = codeOf(error) ?? '';
    const { message, constraint } = error as { readonly message?: string; readonly constraint?: string };
    if (conflicts.includes(code)) return new StoreConflict('What another process works on, too,');
    if (code === '23505' && constraint === 'events_stream') return new StoreConflict('The aggregate');
    if (unkeepable.includes(code)) return new RejectedMessage(`PostgreSQL cannot keep this message: ${message ?? ''}.`);
    return error;
}
