import type { Health } from './health.js';

/** What is used of an HTTP request of `node:http`, and of frameworks built on it. */
export interface HealthRequest {
    readonly url?: string | undefined;
}

/** What is used of an HTTP response of `node:http`. */
export interface HealthResponse {
    writeHead(status: number, headers: Record<string, string>): unknown;
    end(body: string): unknown;
}

type Answer = readonly [status: number, body: object];

/**
 * Answers the probes of an orchestrator: `/live` and `/ready` with 200 or 503, `/lag` with a number for each subscription.
 * `createServer(healthListener(app.health)).listen(8080, '127.0.0.1')`.
 */
export function healthListener(health: Health): (request: HealthRequest, response: HealthResponse) => void {
    const answers: Record<string, () => Answer | Promise<Answer>> = {
        '/live': () => (health.live() ? [200, { live: true }] : [503, { live: false }]),
        '/ready': async () => {
            const readiness = await health.ready();
            return [readiness.ready ? 200 : 503, readiness];
        },
        '/lag': async () => [200, await health.lag()],
    };
    const places = Object.keys(answers).join(', ');
    const answer = async (path: string): Promise<Answer> => {
        if (!Object.hasOwn(answers, path)) return [404, { error: `There is nothing here. Ask for one of ${places}.` }];
        try {
            return await answers[path]!();
        } catch {
            return [503, { error: 'That cannot be told now.' }];
        }
    };
    return ({ url = '/' }, response) => {
        void answer(url.replace(/\?.*$/, '')).then(([status, body]) => {
            response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
            response.end(`${JSON.stringify(body)}\n`);
        });
    };
}
