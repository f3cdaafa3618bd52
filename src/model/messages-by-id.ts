import type { FlowModel, Message } from './flow-model.js';
import { oncePer } from './once-per.js';

/** The messages of a model by their ids: most questions begin with one. */
export const messagesById = oncePer(({ messages }: FlowModel): ReadonlyMap<string, Message> => new Map(messages.map(message => [message.id, message])));
