import type { Rule } from '../rule.js';
import { idleConsumers } from './idle-consumers.js';
import { keyMismatch } from './key-mismatch.js';
import { lowCardinalityKey } from './low-cardinality-key.js';
import { missingKey } from './missing-key.js';
import { orderedConcurrency } from './ordered-concurrency.js';
import { orderedPriority } from './ordered-priority.js';
import { orderedRetry } from './ordered-retry.js';
import { splitOrder } from './split-order.js';
import { unstableKey } from './unstable-key.js';

/** The rules of the group `ordering`, by name. */
export const orderingRules: readonly Rule[] = [
    idleConsumers,
    keyMismatch,
    lowCardinalityKey,
    missingKey,
    orderedConcurrency,
    orderedPriority,
    orderedRetry,
    splitOrder,
    unstableKey,
];
