import type { Rule } from '../rule.js';
import { ambiguousUnion } from './ambiguous-union.js';
import { cron } from './cron.js';
import { duplicate } from './duplicate.js';
import { expressionType } from './expression-type.js';
import { impossibleScenario } from './impossible-scenario.js';
import { publishOrSend } from './publish-or-send.js';
import { scenario } from './scenario.js';

/** The rules of the group `language`, by name. */
export const languageRules: readonly Rule[] = [
    ambiguousUnion,
    cron,
    duplicate,
    expressionType,
    impossibleScenario,
    publishOrSend,
    scenario,
];
