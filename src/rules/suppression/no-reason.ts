import { defineRule } from '../rule.js';

/** A suppression that does not say why, or what. */
export const noReason = defineRule({
    id: 'suppression/no-reason',
    since: '0.1.0',
    set: 'recommended@1',
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
    whenToTurnOff: 'It cannot be suppressed; turn it off where another tool judges the comments.',
    messages: {
        noRule: "This comment does not say which rule it suppresses. Write '// sluice-ignore group/rule: reason'.",
        noReason: "'{rule}' is suppressed without a reason, so it is not suppressed: others must be able to judge whether it still holds. Write '// sluice-ignore {rule}: reason'.",
    },
    check({ suppressions, report }) {
        for (const { rule, reason, origin } of suppressions) {
            if (rule !== '' && reason !== '') continue;
            if (rule === '') report({ origin, message: 'noRule' });
            else report({ origin, message: 'noReason', data: { rule } });
        }
    },
});
