import { commandOnTopic } from './coupling/command-on-topic.js';
import { eventOnQueue } from './coupling/event-on-queue.js';
import { privateMessage } from './coupling/private-message.js';
import { singleChannel } from './coupling/single-channel.js';
import { singleHandler } from './coupling/single-handler.js';
import { singlePublisher } from './coupling/single-publisher.js';
import { cron } from './language/cron.js';
import { duplicate } from './language/duplicate.js';
import { expressionType } from './language/expression-type.js';
import { publishOrSend } from './language/publish-or-send.js';
import { imperative } from './naming/imperative.js';
import { pastTense } from './naming/past-tense.js';
import { missingKey } from './ordering/missing-key.js';
import { noCorrelation as noProcessCorrelation } from './process/no-correlation.js';
import { noStart } from './process/no-start.js';
import { unfilledField } from './process/unfilled-field.js';
import type { Rule } from './rule.js';
import { recursiveType } from './schema/recursive-type.js';
import { noCorrelation as noStateCorrelation } from './sourcing/no-correlation.js';
import { noReason } from './suppression/no-reason.js';
import { unused } from './suppression/unused.js';

/** All rules that look at the model, in the order in which they run. */
export const rules: readonly Rule[] = [
    cron, duplicate, expressionType, publishOrSend,
    commandOnTopic, eventOnQueue, privateMessage, singleChannel, singleHandler, singlePublisher,
    imperative, pastTense,
    missingKey,
    noProcessCorrelation, noStart, unfilledField,
    recursiveType,
    noStateCorrelation,
];

/** The rules about suppressions, which run when all others have: they cannot be suppressed themselves. */
export const suppressionRules: readonly Rule[] = [noReason, unused];
