import { expect, it } from 'vitest';
import { applyFix, checkFlow, readFlow } from '../check-flow.js';

it('tells commands from events in every outcome, and mends both', async () => {
    const text = `
context Ordering {
  event OrderPlaced { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  aggregate Order by orderId {
    handle ShipOrder when command.orderId == command.orderId -> many ShipOrder otherwise -> OrderPlaced
    orderId: uuid
  }
  service Shipping {
    on OrderPlaced -> ShipOrder
    every 1 hour -> many send OrderPlaced and send ShipOrder
  }
}`;
    const { diagnostics } = await readFlow(text);
    expect(diagnostics.map(({ code, origin }) => `${code} ${origin.range.start.line}`)).toEqual([
        'language/publish-or-send 5', 'language/publish-or-send 9', 'language/publish-or-send 10',
    ]);
    const mended = diagnostics.reduceRight((changed, { fixes }) => applyFix(changed, fixes[0]!), text);
    await checkFlow(mended);
    expect(mended).toContain('many send ShipOrder otherwise');
    expect(mended).toContain('many OrderPlaced and send ShipOrder');
});
