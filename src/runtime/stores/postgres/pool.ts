/** What is used of a connection of the `pg` package; its `PoolClient` is one. */
export interface PostgresClient {
    query(text: string, values?: unknown[]): Promise<PostgresResult>;
    /** Given an error, the connection is closed instead of going back to the pool. */
    release(error?: Error): void;
    on(event: 'error', listener: (error: Error) => void): unknown;
    removeListener(event: 'error', listener: (error: Error) => void): unknown;
}

export interface PostgresResult {
    rows: Record<string, unknown>[];
    rowCount: number | null;
}

/** What is used of a pool of connections; the `Pool` of the `pg` package is one. */
export interface PostgresPool {
    connect(told: (error: Error | undefined, client: PostgresClient | undefined) => void): void;
    readonly options?: { readonly max?: number };
}
