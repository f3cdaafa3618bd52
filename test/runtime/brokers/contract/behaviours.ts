import type { Behaviour } from './bench.js';
import { clauseBehaviours } from './clauses.js';
import { envelopeBehaviours } from './envelopes.js';
import { failureBehaviours } from './failures.js';
import { lifecycleBehaviours } from './lifecycle.js';
import { questionBehaviours } from './questions.js';
import { queueBehaviours } from './queues.js';
import { retryBehaviours } from './retries.js';
import { topicBehaviours } from './topics.js';

/** What `src/runtime/broker.ts` promises, seen from outside: each is one of the tests that every broker must pass. */
export const behaviourGroups: readonly { readonly subject: string; readonly behaviours: readonly Behaviour[] }[] = [
    { subject: 'a topic', behaviours: topicBehaviours },
    { subject: 'a queue', behaviours: queueBehaviours },
    { subject: 'a retry', behaviours: retryBehaviours },
    { subject: 'a clause', behaviours: clauseBehaviours },
    { subject: 'an envelope', behaviours: envelopeBehaviours },
    { subject: 'a question', behaviours: questionBehaviours },
    { subject: 'a broker', behaviours: lifecycleBehaviours },
    { subject: 'a server', behaviours: failureBehaviours },
];
