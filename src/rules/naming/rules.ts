import type { Rule } from '../rule.js';
import { abbreviation } from './abbreviation.js';
import { aggregateNoun } from './aggregate-noun.js';
import { casing } from './casing.js';
import { channelEnvironment } from './channel-environment.js';
import { channelNamesOwner } from './channel-names-owner.js';
import { commandInDisguise } from './command-in-disguise.js';
import { contextPrefix } from './context-prefix.js';
import { crudVerb } from './crud-verb.js';
import { deadLetterName } from './dead-letter-name.js';
import { eventInDisguise } from './event-in-disguise.js';
import { gerundEvent } from './gerund-event.js';
import { imperative } from './imperative.js';
import { kindSuffix } from './kind-suffix.js';
import { nearDuplicate } from './near-duplicate.js';
import { negativeName } from './negative-name.js';
import { pastTense } from './past-tense.js';
import { projectionNoun } from './projection-noun.js';
import { queryForm } from './query-form.js';
import { redundantAuxiliary } from './redundant-auxiliary.js';
import { reservedWord } from './reserved-word.js';
import { serviceNoun } from './service-noun.js';
import { technologyWord } from './technology-word.js';
import { tooShort } from './too-short.js';
import { twoFacts } from './two-facts.js';
import { vagueVerb } from './vague-verb.js';
import { versionInName } from './version-in-name.js';

/** The rules of the group `naming`, by name. */
export const namingRules: readonly Rule[] = [
    abbreviation,
    aggregateNoun,
    casing,
    channelEnvironment,
    channelNamesOwner,
    commandInDisguise,
    contextPrefix,
    crudVerb,
    deadLetterName,
    eventInDisguise,
    gerundEvent,
    imperative,
    kindSuffix,
    nearDuplicate,
    negativeName,
    pastTense,
    projectionNoun,
    queryForm,
    redundantAuxiliary,
    reservedWord,
    serviceNoun,
    technologyWord,
    tooShort,
    twoFacts,
    vagueVerb,
    versionInName,
];
