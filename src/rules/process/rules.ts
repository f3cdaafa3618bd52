import type { Rule } from '../rule.js';
import { noCorrelation } from './no-correlation.js';
import { noStart } from './no-start.js';
import { unfilledField } from './unfilled-field.js';

/** The rules of the group `process`, by name. */
export const processRules: readonly Rule[] = [
    noCorrelation,
    noStart,
    unfilledField,
];
