import type { FlowModel, Message, Query } from './flow-model.js';
import { oncePer } from './once-per.js';

/** The messages of a model by their ids: most questions begin with one. */
export const messagesById = oncePer(({ messages }: FlowModel): ReadonlyMap<string, Message> => new Map(messages.map(message => [message.id, message])));

/** The queries of a model by their ids. */
export const queriesById = oncePer(({ queries }: FlowModel): ReadonlyMap<string, Query> => new Map(queries.map(query => [query.id, query])));

/** True of the id of what a context has: `Ordering.OrderPlaced` of `Ordering`. Most of what is used is one's own, and to see that needs no look at what it is. */
export function isIdIn(context: string, id: string): boolean {
    return id.charAt(context.length) === '.' && id.startsWith(context);
}
