import type { Rule } from '../rule.js';
import { bestEffortCommand } from './best-effort-command.js';
import { compactedFacts } from './compacted-facts.js';
import { deadLetterCycle } from './dead-letter-cycle.js';
import { deadLetterElsewhere } from './dead-letter-elsewhere.js';
import { deadLetterUnread } from './dead-letter-unread.js';
import { endlessRetry } from './endless-retry.js';
import { exactlyOnceClaim } from './exactly-once-claim.js';
import { messageTooLarge } from './message-too-large.js';
import { missingTimeout } from './missing-timeout.js';
import { noBackoff } from './no-backoff.js';
import { noDeadLetter } from './no-dead-letter.js';
import { notIdempotent } from './not-idempotent.js';
import { rebuildWithoutHistory } from './rebuild-without-history.js';
import { retentionTooShort } from './retention-too-short.js';
import { timeoutAboveLease } from './timeout-above-lease.js';
import { ttlBelowRetry } from './ttl-below-retry.js';

/** The rules of the group `delivery`, by name. */
export const deliveryRules: readonly Rule[] = [
    bestEffortCommand,
    compactedFacts,
    deadLetterCycle,
    deadLetterElsewhere,
    deadLetterUnread,
    endlessRetry,
    exactlyOnceClaim,
    messageTooLarge,
    missingTimeout,
    noBackoff,
    noDeadLetter,
    notIdempotent,
    rebuildWithoutHistory,
    retentionTooShort,
    timeoutAboveLease,
    ttlBelowRetry,
];
