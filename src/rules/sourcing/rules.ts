import type { Rule } from '../rule.js';
import { noCorrelation } from './no-correlation.js';

/** The rules of the group `sourcing`, by name. */
export const sourcingRules: readonly Rule[] = [
    noCorrelation,
];
