import type { Rule } from '../rule.js';
import { commandInDisguise } from './command-in-disguise.js';
import { eventInDisguise } from './event-in-disguise.js';
import { gerundEvent } from './gerund-event.js';
import { imperative } from './imperative.js';
import { pastTense } from './past-tense.js';
import { queryForm } from './query-form.js';

/** The rules of the group `naming`, by name. */
export const namingRules: readonly Rule[] = [
    commandInDisguise,
    eventInDisguise,
    gerundEvent,
    imperative,
    pastTense,
    queryForm,
];
