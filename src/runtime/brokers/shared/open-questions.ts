import { BrokerError } from '../../broker.js';

interface OpenQuestion<Details> {
    readonly details: Details;
    resolve(text: string): void;
    reject(error: Error): void;
}

/** The questions of this program that wait for their reply, each for its own time. */
export class OpenQuestions<Details = void> {
    private readonly open = new Map<string, OpenQuestion<Details>>();

    /** Resolves with the reply's text; rejects with `no-reply` when the time is over. `details` is what the adapter wants to know of a question that is open. */
    wait(id: string, { query, timeout }: { readonly query: string; readonly timeout: number }, details: Details): Promise<string> {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => this.refuse(id, new BrokerError('no-reply', `'${query}' was not answered within ${timeout} ms.`)), timeout);
            const end = (): void => {
                clearTimeout(timer);
                this.open.delete(id);
            };
            this.open.set(id, {
                details,
                resolve: text => {
                    end();
                    resolve(text);
                },
                reject: error => {
                    end();
                    reject(error);
                },
            });
        });
    }

    /** A reply has come; one to a question that is not open is of no interest to anyone. */
    answer(id: string, text: string): void {
        this.open.get(id)?.resolve(text);
    }

    /** Nothing will come of it. */
    refuse(id: string, error: Error): void {
        this.open.get(id)?.reject(error);
    }

    has(id: string): boolean {
        return this.open.has(id);
    }

    /** Those that are open now, with what was told of them. */
    all(): readonly (readonly [id: string, details: Details])[] {
        return Array.from(this.open, ([id, { details }]) => [id, details] as const);
    }
}
