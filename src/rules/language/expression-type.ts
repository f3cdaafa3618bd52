import { defineRule } from '../rule.js';

/** What the type checker finds: expressions that do not fit where they stand. */
export const expressionType = defineRule({
    id: 'language/expression-type',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'An expression does not fit where it stands, or names a field that is not there.',
    reason: 'Expressions become code: one that does not fit would fail, or quietly mean something else, when messages flow.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid  total: decimal }
  projection Turnover by orderId {
    total: string
    on OrderPlaced { total = event.total }
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid  total: decimal }
  projection Turnover by orderId {
    total: decimal
    on OrderPlaced { total = event.total }
  }
}
`,
    whenToTurnOff: 'It is a matter of the language itself: leave it on.',
    messages: {
        problem: '{problem}',
    },
    check({ typeProblems, report }) {
        for (const { origin, message } of typeProblems) report({ origin, message: 'problem', data: { problem: message } });
    },
});
