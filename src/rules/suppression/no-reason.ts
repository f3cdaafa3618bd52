import type { Rule } from '../rule.js';

/** A suppression that does not say why, or what. */
export const noReason: Rule = {
    id: 'suppression/no-reason',
    severity: 'error',
    summary: 'A `sluice-ignore` comment names no rule, or gives no reason. It suppresses nothing.',
    reason: 'Whoever reads the comment later must be able to judge whether it still holds.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }  // sluice-ignore naming/past-tense
}
`,
    good: `context Ordering {
  // sluice-ignore naming/past-tense: the partner's name, fixed by contract
  event OrderStatus { key orderId: uuid }
}
`,
    check({ suppressions, report }) {
        for (const { rule, reason, origin } of suppressions) {
            if (rule !== '' && reason !== '') continue;
            report({
                origin,
                message: rule === ''
                    ? "This comment does not say which rule it suppresses. Write '// sluice-ignore group/rule: reason'."
                    : `'${rule}' is suppressed without a reason, so it is not suppressed: others must be able to judge whether it still holds. Write '// sluice-ignore ${rule}: reason'.`,
            });
        }
    },
};
