import { BrokerError, type Consumer } from '../broker.js';
import type { Clock } from '../clock.js';
import type { Envelope } from '../envelope.js';
import type { Scheduler } from '../scheduler.js';
import { answerFailure } from './shared/answer-failure.js';

/** What happens to a question; `reason` is why it failed. */
export type RequestActivity =
    | { readonly kind: 'asked'; readonly query: string; readonly envelope: Envelope; readonly at: number }
    | { readonly kind: 'answered'; readonly query: string; readonly envelope: Envelope; readonly reply: unknown; readonly at: number }
    | { readonly kind: 'unanswered'; readonly query: string; readonly envelope: Envelope; readonly reason: string; readonly at: number };

type AnswerHandler = (envelope: Envelope) => Promise<unknown>;

interface Question {
    readonly query: string;
    readonly text: string;
    /** An answerer has it in hand. */
    isTaken: boolean;
    /** The first call counts. */
    settle(outcome: { readonly reply: unknown } | { readonly error: BrokerError }): void;
    isOpen(): boolean;
}

/** Questions and who answers them. A question asked before there is an answerer waits for one until its timeout. */
export class MemoryRequests {
    private readonly answerers = new Map<string, Answerer>();
    /** Also those that have been told to stop and still have a question in hand. */
    private readonly working = new Set<Answerer>();
    private readonly open = new Set<Question>();
    private closed = false;

    constructor(
        private readonly surroundings: {
            readonly clock: Clock;
            readonly scheduler: Scheduler;
            readonly observe: (activity: () => RequestActivity) => void;
        },
    ) {}

    ask(query: string, text: string, timeout: number): Promise<unknown> {
        const { clock, scheduler, observe } = this.surroundings;
        const parse = (): Envelope => JSON.parse(text) as Envelope;
        const awake = scheduler.park();
        observe(() => ({ kind: 'asked', query, envelope: parse(), at: clock.now() }));
        return new Promise((resolve, reject) => {
            const question: Question = {
                query,
                text,
                isTaken: false,
                isOpen: () => this.open.has(question),
                settle: (outcome) => {
                    if (!this.open.delete(question)) {
                        return;
                    }
                    cancelTimeout();
                    awake();
                    if ('error' in outcome) {
                        observe(() => ({ kind: 'unanswered', query, envelope: parse(), reason: outcome.error.message, at: clock.now() }));
                        reject(outcome.error);
                    } else {
                        observe(() => ({ kind: 'answered', query, envelope: parse(), reply: outcome.reply, at: clock.now() }));
                        resolve(outcome.reply);
                    }
                },
            };
            const cancelTimeout = clock.schedule(timeout, () =>
                question.settle({ error: new BrokerError('no-reply', `'${query}' was not answered within ${timeout} ms.`) }),
            );
            this.open.add(question);
            const answerer = this.answerers.get(query);
            if (answerer !== undefined) {
                scheduler.enqueue(() => this.put(question, answerer));
            }
        });
    }

    attach(query: string, handler: AnswerHandler): Consumer {
        if (this.answerers.has(query)) {
            throw new BrokerError('already-answered', `'${query}' has an answerer already, and a query has only one.`);
        }
        const answerer = new Answerer(handler, {
            stopping: () => this.answerers.delete(query),
            stopped: () => this.working.delete(answerer),
        });
        this.answerers.set(query, answerer);
        this.working.add(answerer);
        for (const question of this.open) {
            if (question.query === query) {
                this.surroundings.scheduler.enqueue(() => this.put(question, answerer));
            }
        }
        return answerer;
    }

    /** Waits for the answers in hand; what is still unanswered then never will be. */
    async close(): Promise<void> {
        await Promise.all([...this.working].map((answerer) => answerer.stop()));
        this.closed = true;
        for (const question of this.open) {
            question.settle({ error: new BrokerError('closed', `The broker was closed before '${question.query}' was answered.`) });
        }
    }

    private put(question: Question, answerer: Answerer): void {
        if (!question.isOpen() || question.isTaken || this.closed || !answerer.take()) {
            return;
        }
        question.isTaken = true;
        const { scheduler } = this.surroundings;
        const released = scheduler.hold();
        const finish = (outcome: Parameters<Question['settle']>[0]): void =>
            scheduler.enqueue(() => {
                released();
                question.settle(outcome);
                answerer.giveBack();
            });
        const answering = (async () => copy(await answerer.handler(JSON.parse(question.text) as Envelope)))();
        answering.then(
            (reply) => finish({ reply }),
            (error: unknown) => finish({ error: answerFailure(error) }),
        );
    }
}

class Answerer implements Consumer {
    private inHand = 0;
    private stopped: Promise<void> | undefined;
    private resolveStopped: () => void = () => {};

    constructor(
        readonly handler: AnswerHandler,
        private readonly tell: { readonly stopping: () => void; readonly stopped: () => void },
    ) {}

    /** False once it is stopped. */
    take(): boolean {
        if (this.stopped !== undefined) {
            return false;
        }
        this.inHand++;
        return true;
    }

    giveBack(): void {
        this.inHand--;
        this.stopIfIdle();
    }

    stop(): Promise<void> {
        if (this.stopped === undefined) {
            this.tell.stopping();
            this.stopped = new Promise((resolve) => {
                this.resolveStopped = resolve;
            });
            this.stopIfIdle();
        }
        return this.stopped;
    }

    private stopIfIdle(): void {
        if (this.stopped !== undefined && this.inHand === 0) {
            this.tell.stopped();
            this.resolveStopped();
        }
    }
}

/** A reply travels as JSON, like every message. */
function copy(value: unknown): unknown {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : JSON.parse(text);
}
