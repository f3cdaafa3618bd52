import type { Message, Origin } from '../../model/flow-model.js';
import type { Use } from '../../model/graph.js';
import { wordsOf } from '../../model/names.js';
import type { RuleContext } from '../rule.js';

/** Last words of an event's name by which it replies. */
export const replyWords: readonly string[] = ['response', 'responded', 'reply', 'replied', 'answer', 'answered'];

/** An event that asks and one that replies, by its name as well: a call over two topics. */
export interface EventCall {
    request: Message;
    reply: Message;
    /** Who replies, and where. */
    answerer: { by: string; origin: Origin };
    /** Who asked, or another part of the same context, takes the reply. */
    asker: Use;
}

/** Every pair of events that are question and answer, each once; `replies` are the last words of those that answer. */
export function findEventCalls({ graph }: Pick<RuleContext, 'graph'>, replies: readonly string[]): EventCall[] {
    const found = new Map<string, EventCall>();
    for (const { trigger, kind, by, message, origin } of graph.hops) {
        if (kind !== 'publishes' || trigger.kind !== 'message') continue;
        const reply = graph.message(message);
        // Few names say that something is a reply.
        const request = reply && replies.includes(wordsOf(reply.name).at(-1)!) ? graph.message(trigger.message) : undefined;
        if (!reply || request?.kind !== 'event' || !repliesTo(reply, request)) continue;
        const publishers = graph.publishersOf(request.id);
        const asker = graph.consumersOf(reply.id).find(use => use.by !== by && publishers.some(publisher => publisher.by === use.by || publisher.context === use.context));
        const key = `${request.id} ${reply.id}`;
        if (asker && !found.has(key)) found.set(key, { request, reply, answerer: { by, origin }, asker });
    }
    return [...found.values()];
}

/** `PriceResponse` replies to `Price` and to `PriceRequested`. */
function repliesTo(reply: Message, request: Message): boolean {
    const words = wordsOf(request.name);
    return wordsOf(reply.name).slice(0, -1).every((word, index) => words[index] === word);
}
