import type { RulePage } from './rule.js';

/** Pages of the codes that come from elsewhere than a rule. */
export const otherPages: readonly RulePage[] = [
    {
        id: 'syntax',
        severity: 'error',
        summary: 'The text is not written as the language asks.',
        reason: 'What cannot be read cannot be checked: until it is put right, the rest of the file is not judged by the rules.',
        bad: 'context Ordering {\n  event OrderPlaced { orderId uuid }\n}\n',
        good: 'context Ordering {\n  event OrderPlaced { orderId: uuid }\n}\n',
    },
    {
        id: 'unresolved',
        severity: 'error',
        summary: 'A name refers to nothing.',
        reason: 'Every name stands for one declaration somewhere in the system; a name without one is a mistake in writing, or something still to declare.',
        bad: 'context Ordering {\n  event OrderPlaced {}\n  service Mailer { on OrderPlacd }\n}\n',
        good: 'context Ordering {\n  event OrderPlaced {}\n  service Mailer { on OrderPlaced }\n}\n',
    },
    {
        id: 'internal/rule-failed',
        severity: 'error',
        summary: 'A rule failed while it looked at the system.',
        reason: 'A fault in one rule must not hide what the others find. The message names the rule; what it would have found is missing.',
        bad: '',
        good: '',
    },
];
