import type { Fix } from '../../model/diagnostic.js';
import { suggestIds } from '../suggest-ids.js';
import { defineRule } from '../rule.js';
import type { Suppression } from '../suppressions.js';

/** A suppression that suppresses nothing. */
export const unused = defineRule({
    id: 'suppression/unused',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'warning',
    fix: 'safe',
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
    whenToTurnOff: 'While a rule is switched on and off for comparison. It cannot be suppressed.',
    messages: {
        nothing: "'{rule}' finds nothing on the line that this comment speaks of, so there is nothing to suppress. Remove it, or put it directly above the line.",
        unknown: "There is no rule '{rule}', so this comment suppresses nothing. 'sluice explain' lists the rules.",
        unknownNear: "There is no rule '{rule}', so this comment suppresses nothing. Did you mean '{suggestion}'?",
    },
    check({ suppressions, ruleIds, report }) {
        for (const suppression of suppressions) {
            const { used, reason, rule, origin } = suppression;
            if (used || reason === '' || rule === '') continue;
            const found = { origin, fixes: removal(suppression) };
            const [suggestion] = suggestIds(rule, ruleIds);
            if (ruleIds.includes(rule)) report({ ...found, message: 'nothing', data: { rule } });
            else if (suggestion === undefined) report({ ...found, message: 'unknown', data: { rule } });
            else report({ ...found, message: 'unknownNear', data: { rule, suggestion } });
        }
    },
});

/** Only a comment that names nothing else is removed as a whole. */
function removal({ comment, siblings }: Suppression): Fix[] {
    return siblings > 1 ? [] : [{ title: 'Remove the comment', safe: true, edits: [{ uri: comment.uri, range: comment.range, newText: '' }] }];
}
