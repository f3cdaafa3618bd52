import type { Rule } from '../rule.js';
import { noReason } from './no-reason.js';
import { unused } from './unused.js';

/** The rules of the group `suppression`, by name. */
export const suppressionRules: readonly Rule[] = [
    noReason,
    unused,
];
