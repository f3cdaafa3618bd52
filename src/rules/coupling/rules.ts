import type { Rule } from '../rule.js';
import { commandOnTopic } from './command-on-topic.js';
import { eventOnQueue } from './event-on-queue.js';
import { privateMessage } from './private-message.js';
import { singleChannel } from './single-channel.js';
import { singleHandler } from './single-handler.js';
import { singlePublisher } from './single-publisher.js';

/** The rules of the group `coupling`, by name. */
export const couplingRules: readonly Rule[] = [
    commandOnTopic,
    eventOnQueue,
    privateMessage,
    singleChannel,
    singleHandler,
    singlePublisher,
];
