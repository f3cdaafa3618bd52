import { otherPages } from './other-pages.js';
import { rules, suppressionRules } from './registry.js';
import type { RulePage } from './rule.js';
import { suggestIds } from './suggest-ids.js';

/** The pages of all codes that a check can tell, sorted by id. */
export function listRules(): RulePage[] {
    return [...rules, ...suppressionRules, ...otherPages]
        .map(({ id, severity, summary, reason, bad, good, since, set, whenToTurnOff, source, options, deployedInExamples, fix }: RulePage) => ({
            id, severity, summary, reason, bad, good,
            ...(since !== undefined && { since }), ...(set && { set }), ...(whenToTurnOff !== undefined && { whenToTurnOff }), ...(source && { source }), ...(options && { options }), ...(deployedInExamples && { deployedInExamples }), ...(fix && { fix }),
        }))
        .sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** The page of a code; of an unknown one the ids that may have been meant, the nearest first. */
export function explainRule(id: string): { page: RulePage } | { suggestions: string[] } {
    const pages = listRules();
    const page = pages.find(candidate => candidate.id === id);
    return page ? { page } : { suggestions: suggestIds(id, pages.map(candidate => candidate.id)) };
}
