import { brokerRules } from './broker/rules.js';
import { couplingRules } from './coupling/rules.js';
import { deliveryRules } from './delivery/rules.js';
import { languageRules } from './language/rules.js';
import { namingRules } from './naming/rules.js';
import { orderingRules } from './ordering/rules.js';
import { privacyRules } from './privacy/rules.js';
import { processRules } from './process/rules.js';
import type { Rule } from './rule.js';
import { schemaRules } from './schema/rules.js';
import { sourcingRules } from './sourcing/rules.js';

export { suppressionRules } from './suppression/rules.js';

/** All rules that look at the model, group by group. */
export const rules: readonly Rule[] = [
    ...languageRules, ...brokerRules, ...couplingRules, ...deliveryRules, ...namingRules, ...orderingRules, ...privacyRules, ...processRules, ...schemaRules, ...sourcingRules,
];
