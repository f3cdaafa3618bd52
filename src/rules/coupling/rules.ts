import type { Rule } from '../rule.js';
import { broadHandler } from './broad-handler.js';
import { catchAllHandler } from './catch-all-handler.js';
import { clickbaitEvent } from './clickbait-event.js';
import { commandOnTopic } from './command-on-topic.js';
import { contextCycle } from './context-cycle.js';
import { crossContextCommand } from './cross-context-command.js';
import { deprecatedUse } from './deprecated-use.js';
import { distributedMonolith } from './distributed-monolith.js';
import { dividedGroup } from './divided-group.js';
import { emptyChannel } from './empty-channel.js';
import { eventOnQueue } from './event-on-queue.js';
import { fanOutHub } from './fan-out-hub.js';
import { messageLoop } from './message-loop.js';
import { noOwner } from './no-owner.js';
import { passiveAggressiveEvent } from './passive-aggressive-event.js';
import { privateMessage } from './private-message.js';
import { propertySourcing } from './property-sourcing.js';
import { requestEvent } from './request-event.js';
import { selfSubscription } from './self-subscription.js';
import { sharedQueue } from './shared-queue.js';
import { singleAnswerer } from './single-answerer.js';
import { singleChannel } from './single-channel.js';
import { singleHandler } from './single-handler.js';
import { singlePublisher } from './single-publisher.js';
import { unansweredQuery } from './unanswered-query.js';
import { unconsumedEvent } from './unconsumed-event.js';
import { undeclaredRelation } from './undeclared-relation.js';
import { unpublishedEvent } from './unpublished-event.js';
import { unsentCommand } from './unsent-command.js';
import { unusedBroker } from './unused-broker.js';
import { unusedType } from './unused-type.js';

/** The rules of the group `coupling`, by name. */
export const couplingRules: readonly Rule[] = [
    broadHandler,
    catchAllHandler,
    clickbaitEvent,
    commandOnTopic,
    contextCycle,
    crossContextCommand,
    deprecatedUse,
    distributedMonolith,
    dividedGroup,
    emptyChannel,
    eventOnQueue,
    fanOutHub,
    messageLoop,
    noOwner,
    passiveAggressiveEvent,
    privateMessage,
    propertySourcing,
    requestEvent,
    selfSubscription,
    sharedQueue,
    singleAnswerer,
    singleChannel,
    singleHandler,
    singlePublisher,
    unansweredQuery,
    unconsumedEvent,
    undeclaredRelation,
    unpublishedEvent,
    unsentCommand,
    unusedBroker,
    unusedType,
];
