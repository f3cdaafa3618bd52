import type { Fix } from '../../model/diagnostic.js';
import { suggestIds } from '../suggest-ids.js';
import type { Rule, RuleContext } from '../rule.js';
import type { Suppression } from '../suppressions.js';

/** A suppression that suppresses nothing. */
export const unused: Rule = {
    id: 'suppression/unused',
    severity: 'warning',
    summary: 'A `sluice-ignore` comment suppresses nothing.',
    reason: 'What it excused is gone, or the comment stands in the wrong place. Left there, it would hide the next real finding.',
    bad: `context Ordering {
  // sluice-ignore naming/past-tense: the partner's name
  event OrderPlaced { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
}
`,
    check(context) {
        for (const suppression of context.suppressions) {
            if (suppression.used || suppression.reason === '' || suppression.rule === '') continue;
            context.report({ origin: suppression.origin, message: describe(suppression, context), fixes: removal(suppression) });
        }
    },
};

function describe({ rule }: Suppression, { ruleIds }: RuleContext): string {
    if (ruleIds.includes(rule)) return `'${rule}' finds nothing on the line that this comment speaks of, so there is nothing to suppress. Remove it, or put it directly above the line.`;
    const [suggestion] = suggestIds(rule, ruleIds);
    return `There is no rule '${rule}', so this comment suppresses nothing. ${suggestion === undefined ? "'sluice explain' lists the rules." : `Did you mean '${suggestion}'?`}`;
}

/** Only a comment that names nothing else is removed as a whole. */
function removal({ comment, siblings }: Suppression): Fix[] {
    return siblings > 1 ? [] : [{ title: 'Remove the comment', safe: true, edits: [{ uri: comment.uri, range: comment.range, newText: '' }] }];
}
