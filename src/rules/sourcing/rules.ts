import type { Rule } from '../rule.js';
import { aggregateWithoutEvents } from './aggregate-without-events.js';
import { commandNeverAccepted } from './command-never-accepted.js';
import { commandWithoutOutcome } from './command-without-outcome.js';
import { decisionInEvolve } from './decision-in-evolve.js';
import { eventNotApplied } from './event-not-applied.js';
import { fieldNeverRead } from './field-never-read.js';
import { fieldWithoutSource } from './field-without-source.js';
import { foreignOutcome } from './foreign-outcome.js';
import { noCorrelation } from './no-correlation.js';
import { projectionSideEffect } from './projection-side-effect.js';
import { projectionWithoutSource } from './projection-without-source.js';
import { queryWithEffect } from './query-with-effect.js';
import { stateUnreachable } from './state-unreachable.js';
import { unfilledField } from './unfilled-field.js';
import { unusedProjection } from './unused-projection.js';

/** The rules of the group `sourcing`, by name. */
export const sourcingRules: readonly Rule[] = [
    aggregateWithoutEvents,
    commandNeverAccepted,
    commandWithoutOutcome,
    decisionInEvolve,
    eventNotApplied,
    fieldNeverRead,
    fieldWithoutSource,
    foreignOutcome,
    noCorrelation,
    projectionSideEffect,
    projectionWithoutSource,
    queryWithEffect,
    stateUnreachable,
    unfilledField,
    unusedProjection,
];
