import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile, runNodeTests, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';
import { readTree } from '../../support/read-tree.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const examples = fileURLToPath(new URL('../../../examples', import.meta.url));

/** Every way to say something, in one system. */
const everything = `
system Desk
external context Carrier {
  public command Collect { key parcelId: uuid  weight: decimal }
  public event Collected { key parcelId: uuid  weight: decimal  by: string }
}
context Parcels {
  uses Carrier as customer
  enum Size { small, large }
  type Place { street: string  number: int?  since: date = 2025-01-01 }
  event ParcelPosted { key parcelId: uuid  size: Size  weight: decimal  to: Place  hold: duration = 1 hour  tags: string[] }
  event ParcelRefused { key parcelId: uuid  reason: string }
  event ParcelWeighed { key parcelId: uuid  weight: decimal }
  event ParcelLost { key parcelId: uuid }
  public command PostParcel { key parcelId: uuid  size: Size  weight: decimal  to: Place }
  command WeighParcel { key parcelId: uuid }
  command FileParcel { key parcelId: uuid }
  service Scale {
    handle WeighParcel -> ParcelWeighed or ParcelLost and many ParcelRefused or reject "no scale"
    handle FileParcel
    on ParcelWeighed by code -> send FileParcel
  }
  aggregate Parcel by parcelId {
    posted: boolean = false
    tags: string[] = []
    handle PostParcel
      when state.posted -> reject "posted before"
      otherwise -> ParcelPosted { hold = 2 hours  tags = ["new"] } or ParcelRefused
    on ParcelPosted { posted = true  tags = event.tags }
    on ParcelRefused { delete }
  }
  process Sending by parcelId {
    start on ParcelPosted -> send WeighParcel go weighing
    state weighing {
      on ParcelWeighed -> send Carrier.Collect go waiting
      on ParcelLost -> end
    }
    state waiting {
      on Carrier.Collected -> end
      after 1 day -> send WeighParcel end
    }
  }
  projection Weights by parcelId {
    weight: decimal = 0
    lost: boolean?
    on ParcelWeighed { weight = event.weight }
    on ParcelLost { lost = true }
    on ParcelRefused { delete }
  }
  scenario "a posted parcel is not posted twice" for Parcel {
    given ParcelPosted { parcelId = "11111111-1111-4111-8111-111111111111"  tags = ["a", "b"]  to = { street = "Mill Lane" } }
    when PostParcel
    then reject "posted before" and reject
    then no ParcelPosted and Parcel { posted = true  tags = ["a", "b"] }
    when PostParcel { parcelId = "22222222-2222-4222-8222-222222222222"  size = large }
    then ParcelPosted { parcelId = "22222222-2222-4222-8222-222222222222"  size = large  hold = 2 hours }
  }
  scenario "what code decides: by message, and in turn" {
    given WeighParcel { parcelId = "22222222-2222-4222-8222-222222222222" } -> ParcelLost and ParcelRefused { reason = "a" } and ParcelRefused { reason = "b" }
    given WeighParcel { parcelId = "11111111-1111-4111-8111-111111111111" } -> ParcelWeighed { weight = 1.5 }
    given WeighParcel { parcelId = "11111111-1111-4111-8111-111111111111" } -> reject "no scale"
    given ParcelWeighed -> send FileParcel
    when WeighParcel { parcelId = "11111111-1111-4111-8111-111111111111" }
    then 1 ParcelWeighed { weight = 1.50 } and Weights { weight = 1.5  lost = null }
    then send FileParcel
    when WeighParcel { parcelId = "11111111-1111-4111-8111-111111111111" }
    then reject "no scale" and no ParcelWeighed
    when WeighParcel { parcelId = "22222222-2222-4222-8222-222222222222" } and WeighParcel { parcelId = "22222222-2222-4222-8222-222222222222" }
    then 2 ParcelLost and 4 ParcelRefused and 2 ParcelRefused { reason = "b" }
    then no Weights { parcelId = "22222222-2222-4222-8222-222222222222" }
  }
  scenario "the carrier answers" {
    given Carrier.Collect -> Carrier.Collected { by = "Ada" }
    when PostParcel { weight = 2.5 }
    then Carrier.Collected { by = "Ada" } and Sending ended
    then no Sending
  }
  scenario "nobody collects" {
    given WeighParcel -> nothing
    given ParcelPosted and ParcelWeighed
    after 23 hours
    then nothing
    after 1 hour
    then send WeighParcel and no ParcelWeighed
  }
}
context Payments {
  type Card { number: string  holder: string? }
  type Account { number: string  bank: string }
  type Means = Card or Account or string
  type Limits = map<decimal>
  event PaymentTaken { key paymentId: uuid  by: Means  means: Means  limits: Limits  others: map<Means>  list: Means[] }
  public command TakePayment { key paymentId: uuid  by: Means  means: Card  limits: Limits  others: map<Means> = { "first one" = { number = "0"  bank = "1" } }  list: Means[] = [{ number = "2" } as Card, "cash"] }
  aggregate Payment by paymentId {
    means: Means = { bank = "none"  number = "0" }
    handle TakePayment
      when state.means == command.means -> reject "taken"
      otherwise -> PaymentTaken { by = if command.means.number == "7" then { number = "8"  bank = "9" } else command.by }
    on PaymentTaken { means = event.means }
  }
  scenario "values of several types and maps are written out" {
    when TakePayment { by = { bank = "NL" }  means = { number = "1" }  limits = { "€ now" = 1.50  usd = 2 } }
    then PaymentTaken { by = { bank = "NL" }  means = { number = "1"  holder = null } as Card  limits = { usd = 2.0  "€ now" = 1.5 } }
    then PaymentTaken { others = { "first one" = { number = "0"  bank = "1" } }  list = [{ number = "2" } as Card, "cash"] }
    then no PaymentTaken { means = {} as Account } and Payment { means = { number = "1" } as Card }
    when TakePayment { by = "cash"  means = { number = "7" }  list = [{} as Account] }
    then PaymentTaken { by = { number = "8"  bank = "9" }  list = [{} as Account] }
  }
  scenario "what was told keeps its type" for Payment {
    given PaymentTaken { means = { number = "1" } as Card }
    when TakePayment { means = { number = "1" } }
    then reject "taken"
  }
}
scenario "a whole flow may stand beside the contexts" {
  when Parcels.PostParcel
  then Parcels.ParcelPosted and Parcels.Sending in waiting
}
`;

test('The scenarios of the examples, every way to write one, and the tests that teams begin with, compile under strict settings and hold in Node', async () => {
    const folder = temporaryFolder();
    let scenarios = 0;
    const write = async (name: string, texts: Iterable<string>) => {
        const model = await modelOf(...texts);
        scenarios += model.scenarios.length;
        writeProgram(model, { folder: join(folder, name) });
    };
    for (const name of ['shop', 'trading', 'telemetry', 'meetings']) await write(name, readTree(join(examples, name), '.sluice').values());
    await write('everything', [everything]);
    writeProgram(await modelOf('context Nothing {}'), { folder });
    expect(await compile(folder, 'tsconfig.test.json')).toEqual([]);
    const { passed, failed, output } = await runNodeTests(join(folder, 'dist'));
    expect(failed, output).toBe(0);
    expect(scenarios).toBeGreaterThan(25);
    // Of the tests to begin with, those of handlers that are not written yet are told apart.
    const scaffolded = [...readTree(folder, '.test.ts')].flatMap(([path, text]) => (path.includes('handlers/') ? text.match(/^void test\('.*', async/gm) ?? [] : []));
    expect(scaffolded.length).toBeGreaterThan(100);
    expect(passed).toBe(scenarios + scaffolded.length);
});
