import type { Rule } from '../rule.js';
import { compensationOrder } from './compensation-order.js';
import { missingCompensation } from './missing-compensation.js';
import { missingTimeout } from './missing-timeout.js';
import { neverAnswered } from './never-answered.js';
import { noCorrelation } from './no-correlation.js';
import { noEnd } from './no-end.js';
import { noStart } from './no-start.js';
import { restartLoop } from './restart-loop.js';
import { unboundedWait } from './unbounded-wait.js';
import { unfilledField } from './unfilled-field.js';
import { unhandledFailure } from './unhandled-failure.js';
import { unreachableStep } from './unreachable-step.js';

/** The rules of the group `process`, by name. */
export const processRules: readonly Rule[] = [
    compensationOrder,
    missingCompensation,
    missingTimeout,
    neverAnswered,
    noCorrelation,
    noEnd,
    noStart,
    restartLoop,
    unboundedWait,
    unfilledField,
    unhandledFailure,
    unreachableStep,
];
