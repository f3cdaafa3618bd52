import type { Rule } from '../rule.js';
import { missingKey } from './missing-key.js';

/** The rules of the group `ordering`, by name. */
export const orderingRules: readonly Rule[] = [
    missingKey,
];
