import type { FlowModel } from '../flow-model.js';
import type { PatternAdvice } from './advice.js';
import { choreographyOrProcess } from './choreography-or-process.js';
import { eventsOrState } from './events-or-state.js';
import { factOrRequest } from './fact-or-request.js';
import { projectionOrService } from './projection-or-service.js';
import { publishOrQueue } from './publish-or-queue.js';
import type { Question } from './question.js';
import { adviceSystemOf } from './system.js';

/** The questions about patterns, in the order in which they are told of. */
export const patternQuestions: readonly Question[] = [factOrRequest, publishOrQueue, eventsOrState, choreographyOrProcess, projectionOrService];

/** What the facts of a system speak for, by question and in the order of the specification; silent where they say nothing. */
export function adviseOnPatterns(model: FlowModel): PatternAdvice[] {
    const system = adviceSystemOf(model);
    return patternQuestions.flatMap(question => question.advise(system));
}
