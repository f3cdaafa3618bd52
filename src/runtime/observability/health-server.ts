import type { Health } from './health.js';
import { healthListener, type HealthRequest, type HealthResponse } from './health-listener.js';

/** What is used of a server of `node:http`; looked up where it is needed, since generated programs compile without Node's types. */
interface HttpServer {
    listen(port: number, host: string, listening: () => void): unknown;
    address(): { readonly port: number } | string | null;
    once(event: 'error', listener: (error: Error) => void): unknown;
    close(closed: () => void): unknown;
    closeAllConnections?(): void;
}

interface Host {
    readonly process?: { getBuiltinModule?(name: 'node:http'): { createServer(listener: (request: HealthRequest, response: HealthResponse) => void): HttpServer } };
}

export interface HealthServerOptions {
    /** 8080 unless given; 0 is any that is free. */
    readonly port?: number;
    /** The loopback interface unless given: who asks is not asked who they are. */
    readonly host?: string;
}

/** A server that is listening. */
export interface HealthServer {
    readonly port: number;
    close(): Promise<void>;
}

/** Answers the probes of an orchestrator over HTTP, as `healthListener` does. Rejects where it cannot listen there. Needs Node 20.16 or later. */
export async function serveHealth(health: Health, { port = 8080, host = '127.0.0.1' }: HealthServerOptions = {}): Promise<HealthServer> {
    const http = (globalThis as Host).process?.getBuiltinModule?.('node:http');
    if (!http) throw new Error("There is no module 'node:http' here: serve 'healthListener(health)' in another way.");
    const server = http.createServer(healthListener(health));
    await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
    });
    const address = server.address();
    return {
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () => new Promise(resolve => {
            server.close(resolve);
            // A probe that keeps its connection would keep the program.
            server.closeAllConnections?.();
        }),
    };
}
