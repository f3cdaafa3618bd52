import { expect, it } from 'vitest';
import { checkFlow } from '../check-flow.js';

it('points at the part of a cron expression that is not understood', async () => {
    const [name, minute, seconds, empty, escaped, never] = await checkFlow(`
context Billing {
  command SendInvoices {}
  service Invoicing {
    handle SendInvoices
    every "0 9 * * MON-FRI" -> send SendInvoices
    every "0 9 * * Monday" -> send SendInvoices
                   ^^^^^^ language/cron
    every "0,99 * * * *" -> send SendInvoices
             ^^ language/cron
    every "0 0 9 * * MON" -> send SendInvoices
           ^^^^^^^^^^^^^ language/cron
    every "" -> send SendInvoices
          ^^ language/cron
    every "0\\t99 * * *" -> send SendInvoices
          ^^^^^^^^^^^^^ language/cron
    every "0 0 30 FEB *" -> send SendInvoices
               ^^^^^^ language/cron
    every 1 hour -> send SendInvoices
  }
}`);
    expect(name!.message).toContain("'Monday' is no day of the week");
    expect(minute!.message).toContain("'99' is no minute");
    expect(seconds!.message).toContain('Seconds cannot be given');
    expect(empty!.message).toContain('this one is empty');
    expect(escaped!.message).toContain("'99' is no hour");
    expect(never!.message).toContain('never due');
});
