import { readCron } from '../../model/cron.js';
import { defineRule } from '../rule.js';

/** A cron expression that cannot be read, or that is never due. */
export const cron = defineRule({
    id: 'language/cron',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A cron expression cannot be read, or is never due.',
    reason: 'Crons differ in what they understand beyond the common ground of five fields. What is read in one way here and in another elsewhere, or not at all, sets off nothing when it should.',
    bad: `context Billing {
  command SendInvoices {}
  service Invoicing {
    handle SendInvoices
    every "0 0 9 ? * MON" -> send SendInvoices
  }
}
`,
    good: `context Billing {
  command SendInvoices {}
  service Invoicing {
    handle SendInvoices
    every "0 9 * * MON" -> send SendInvoices
  }
}
`,
    whenToTurnOff: 'It is a matter of the language itself: leave it on.',
    source: [{ title: 'POSIX.1-2017, crontab', url: 'https://pubs.opengroup.org/onlinepubs/9699919799/utilities/crontab.html' }],
    messages: { problem: '{problem}' },
    check: ({ report }) => ({
        schedule({ every }) {
            if (every.kind !== 'cron') return;
            const problem = readCron(every.expression);
            if (!('message' in problem)) return;
            const { uri, range: { start, end } } = every.origin;
            // An escape would shift the characters; then the whole text is the place.
            const isPlain = start.line === end.line && end.character - start.character === every.expression.length + 2;
            const at = (offset: number) => ({ line: start.line, character: start.character + 1 + offset });
            report({ origin: isPlain && problem.end > problem.start ? { uri, range: { start: at(problem.start), end: at(problem.end) } } : every.origin, message: 'problem', data: { problem: problem.message } });
        },
    }),
});
