import { serverKinds, type Keeping, type ServerKind } from '../brokers/promises.js';
import type { NeedId, Placed } from './broker-needs.js';

/** How well a choice of brokers meets all needs, in numbers of askings. */
export interface BrokerFit {
    kinds: ServerKind[];
    /** What nobody would keep. */
    refused: number;
    /** What something beside the broker would keep: written down, and promised by the language alone. */
    emulated: number;
    emulatedByDefault: number;
    native: number;
    /** What goes where. */
    placing: { id: string; name: string; kind: ServerKind }[];
}

/** What the needs speak for: the best single kind, the best two, and which of these. */
export interface BrokerChoice {
    /** Each kind alone, the best first. */
    singles: BrokerFit[];
    /** Missing where no two keep anything better than one. */
    pair?: BrokerFit;
    /** How much the two keep of what the best single kind leaves to others and another would keep: 0 to 1. */
    saved: number;
    chosen: BrokerFit;
}

/** A refusal counts more than anything else; what is written down twice as much as what the language promises by default. */
const costs = { refused: 1000, emulated: 2, emulatedByDefault: 1 };

/** How much of what one server leaves to others a second one must take over to be worth its running, and no less than two promises that are written down. */
const worthASecondServer = { share: 1 / 2, cost: 2 * costs.emulated };

/** Weighs each kind alone and each two together. */
export function chooseBrokers(placed: readonly Placed[]): BrokerChoice {
    const byCost = (left: BrokerFit, right: BrokerFit) => costOf(left) - costOf(right) || unmoved(right, placed) - unmoved(left, placed);
    const singles = serverKinds.map(kind => fitOf([kind], placed)).sort(byCost);
    const best = singles[0]!;
    const [pair] = serverKinds.flatMap((one, index) => serverKinds.slice(index + 1).map(other => fitOf([one, other], placed))).sort(byCost);
    // What no broker keeps itself is no reason for one of them.
    const avoidable = costOf(best) - unavoidable(placed);
    const saved = avoidable === 0 ? 0 : (costOf(best) - costOf(pair!)) / avoidable;
    return { singles, ...(pair && saved > 0 && { pair }), saved, chosen: pair && saved >= worthASecondServer.share && costOf(best) - costOf(pair) >= worthASecondServer.cost ? pair : best };
}

/** How well the needs are met where everything is now; undefined where something is on the embedded broker, which keeps all and outlives nothing. */
export function fitAsIs(placed: readonly Placed[]): BrokerFit | undefined {
    const kinds = [...new Set(placed.map(({ now }) => now))];
    const servers = serverKinds.filter(kind => kinds.includes(kind));
    return kinds.includes('memory') ? undefined : sumUp(servers, placed, ({ now }) => now as ServerKind);
}

/** What `kept` is for this choice: less is better. */
export function costOf({ refused, emulated, emulatedByDefault }: BrokerFit): number {
    return refused * costs.refused + emulated * costs.emulated + emulatedByDefault * costs.emulatedByDefault;
}

/** True where `one` is kept worse than `other`. */
export function isWorse(one: Keeping, other: Keeping): boolean {
    const rank = { native: 0, emulated: 1, refused: 2 };
    return rank[one.kept] > rank[other.kept];
}

/** The same needs without one of them. */
export function without(need: NeedId, placed: readonly Placed[]): Placed[] {
    return placed.map(one => ({ ...one, asks: one.asks.filter(ask => ask.need !== need) }));
}

/** Everything goes to the kind that keeps it best; of two that keep it as well, to where it is now, or else to the first. */
function fitOf(kinds: ServerKind[], placed: readonly Placed[]): BrokerFit {
    return sumUp(kinds, placed, one => [...kinds].sort((left, right) => costOn(one, left) - costOn(one, right) || Number(right === one.now) - Number(left === one.now))[0]!);
}

function sumUp(kinds: ServerKind[], placed: readonly Placed[], kindOf: (one: Placed) => ServerKind): BrokerFit {
    const fit: BrokerFit = { kinds, refused: 0, emulated: 0, emulatedByDefault: 0, native: 0, placing: [] };
    for (const one of placed) {
        const kind = kindOf(one);
        fit.placing.push({ id: one.id, name: one.name, kind });
        for (const { need, written } of one.asks) {
            const { kept } = one.keptBy(need, kind);
            fit[kept === 'emulated' && !written ? 'emulatedByDefault' : kept]++;
        }
    }
    return fit;
}

function unavoidable(placed: readonly Placed[]): number {
    let cost = 0;
    for (const one of placed) for (const ask of one.asks) cost += Math.min(...serverKinds.map(kind => costOn({ ...one, asks: [ask] }, kind)));
    return cost;
}

function costOn(one: Placed, kind: ServerKind): number {
    return costOf(sumUp([kind], [one], () => kind));
}

function unmoved({ placing }: BrokerFit, placed: readonly Placed[]): number {
    return placed.filter(({ now }, index) => placing[index]!.kind === now).length;
}
