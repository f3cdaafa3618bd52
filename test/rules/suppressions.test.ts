import { describe, expect, it } from 'vitest';
import { applyFix, checkFlow, readFlow } from './check-flow.js';

describe('sluice-ignore', () => {
    it('takes a rule out of the line below and out of its own line', async () => {
        await checkFlow(`
context Ordering {
  // sluice-ignore naming/past-tense: fixed by the partner's contract
  event OrderStatus { key orderId: uuid }
  event OrderData { key orderId: uuid } // sluice-ignore naming/past-tense: the same contract
  event OrderBook { key orderId: uuid }
        ^^^^^^^^^ naming/past-tense
}`);
    });

    it('speaks of the declaration, whatever comments stand between', async () => {
        await checkFlow(`
context Ordering {
  /// What became of the order.
  // sluice-ignore naming/past-tense: fixed by the partner's contract
  // It comes twice a day.
  /// Even of old ones.
  event OrderStatus { key orderId: uuid }
}`);
    });

    it('takes out several rules at once, and others stay', async () => {
        await checkFlow(`
context Ordering {
  // sluice-ignore naming/imperative, coupling/single-handler: to come with the next release
  command CustomerStatus { key orderId: uuid  orderId: string }
                                              ^^^^^^^ language/duplicate
}`);
    });

    it('must say why', async () => {
        await checkFlow(`
context Ordering {
  // sluice-ignore naming/past-tense
                   ^^^^^^^^^^^^^^^^^ suppression/no-reason
  event OrderStatus { key orderId: uuid }
        ^^^^^^^^^^^ naming/past-tense
  // sluice-ignore naming/past-tense:
                   ^^^^^^^^^^^^^^^^^ suppression/no-reason
  event OrderData { key orderId: uuid }
        ^^^^^^^^^ naming/past-tense
  // sluice-ignore
  ^^^^^^^^^^^^^^^^ suppression/no-reason
  event OrderBook { key orderId: uuid }
        ^^^^^^^^^ naming/past-tense
}`);
    });

    it('is reported when it suppresses nothing', async () => {
        const text = `context Ordering {
  // sluice-ignore naming/past-tense: once upon a time
  event OrderPlaced { key orderId: uuid } // sluice-ignore naming/past-tens: a slip of the pen
}
`;
        const { diagnostics } = await readFlow(text);
        expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['suppression/unused', 'warning'], ['suppression/unused', 'warning']]);
        expect(diagnostics[1]!.message).toContain("Did you mean 'naming/past-tense'?");
        expect(applyFix(text, diagnostics[0]!.fixes[0]!)).not.toContain('once upon');
        expect(applyFix(text, diagnostics[1]!.fixes[0]!)).toContain('event OrderPlaced { key orderId: uuid }\n}');
    });

    it('is no comment inside a text, a documentation or a block', async () => {
        await checkFlow(`
/// Write // sluice-ignore a/b in a comment.
/* // sluice-ignore a/b: in a block that starts before it on the line
   // sluice-ignore a/b: or on the line above it */
context Ordering {
  owner "// sluice-ignore a/b: c"
}`);
    });

    it('works in files with line ends of other systems', async () => {
        const { diagnostics } = await readFlow('context Ordering {\r\n  // sluice-ignore naming/past-tense: why not\r\n  event OrderStatus { key orderId: uuid }\r\n}\r\n');
        expect(diagnostics).toEqual([]);
    });
});
