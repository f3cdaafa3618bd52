import type { BrokerScope } from '../../model/brokers/broker-scope.js';
import { brokerOfQuestions } from '../../model/brokers/placement.js';
import type { FlowModel } from '../../model/flow-model.js';
import { findUsers } from '../brokers/users.js';

/** A topic for questions, or for replies; both are as good as gone after some minutes. */
export interface ConversationTopic {
    name: string;
    purpose: string;
    partitions: number;
}

/** Where a question is asked; its consumer group has the same name. */
export function questionTopic(query: string): string {
    return `sluice.ask.${topicWord(query)}`;
}

/** Where the replies to a user's questions are; without a user's name what the names of all of them begin with. */
export function replyTopic(user: string): string {
    return `sluice.reply.${topicWord(user)}`;
}

/** The topics of a system's questions and of the replies to each user who asks, `all` for programs that sign in as nobody; none where questions are on another broker. */
export function conversationTopics(model: FlowModel, scope: BrokerScope): ConversationTopic[] {
    if (model.queries.length === 0 || brokerOfQuestions(model)?.name !== scope.broker) return [];
    const askers = findUsers(model, scope).filter(({ asks }) => asks.length > 0).map(({ name }) => name);
    return [
        ...model.queries.map(({ id }) => ({ name: questionTopic(id), purpose: `questions ${id}`, partitions: 4 })),
        ...[...askers, 'all'].map(user => ({ name: replyTopic(user), purpose: user === 'all' ? 'replies to programs without a user' : `replies to ${user}`, partitions: 1 })),
    ];
}

function topicWord(text: string): string {
    return text.replace(/[^A-Za-z0-9._-]/g, character => `_${character.codePointAt(0)!.toString(16)}`);
}
