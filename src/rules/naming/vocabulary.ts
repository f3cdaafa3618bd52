import type { RuleOptions } from '../rule.js';
import { plainEnglish, type Vocabulary } from './english/lexicon.js';

const words = { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true };

/** The options by which a team adds its own words to English, in every rule that reads names. */
export const vocabularyOptions: RuleOptions<Vocabulary> = {
    properties: {
        verbs: { ...words, description: 'Verbs in their base form that Sluice does not know, such as "ringfence".' },
        participles: { type: 'object', additionalProperties: { type: 'string', minLength: 1 }, description: 'Past participles by the base form of their verb, such as { "yeet": "yote" }.' },
        nouns: { ...words, description: 'Words that are neither verbs nor participles in this system, such as "charge".' },
        states: { ...words, description: 'Words at the end of a name that tell what something has become, although they are no participles, such as "overdue" or "pending".' },
    },
    defaults: plainEnglish,
};
