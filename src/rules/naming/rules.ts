import type { Rule } from '../rule.js';
import { imperative } from './imperative.js';
import { pastTense } from './past-tense.js';

/** The rules of the group `naming`, by name. */
export const namingRules: readonly Rule[] = [
    imperative,
    pastTense,
];
