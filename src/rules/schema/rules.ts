import type { Rule } from '../rule.js';
import { recursiveType } from './recursive-type.js';

/** The rules of the group `schema`, by name. */
export const schemaRules: readonly Rule[] = [
    recursiveType,
];
