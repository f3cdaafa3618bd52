import { serverKinds, type Keeping, type ServerKind } from '../brokers/promises.js';
import type { BrokerKind, FlowModel, Origin } from '../flow-model.js';
import { describeDuration } from '../time-spans.js';
import { chooseBrokers, costOf, fitAsIs, isWorse, without, type BrokerFit } from './broker-fits.js';
import { needsOf, needTexts, type NeedId, type Placed } from './broker-needs.js';
import { adviceSystemOf, takersOf, type AdviceSystem } from './system.js';

/** One need of the system, who has it, and how well each kind of broker meets it: `worst` of all that have it. */
export interface NeedRow {
    need: NeedId;
    means: string;
    /** By channel, in the order of the specification; `kept` says by what each kind of broker keeps it there. */
    asked: { by: string; name: string; clause: string; written: boolean; origin: Origin; kept: Record<ServerKind, Keeping> }[];
    worst: Record<ServerKind, Keeping>;
}

/** What one of two kinds keeps better than the best single one: `from` is how that one keeps it. */
export interface Gain {
    need: NeedId;
    clause: string;
    name: string;
    origin: Origin;
    kind: ServerKind;
    from: Keeping;
    to: Keeping;
}

/** What is said of the choice of brokers. */
export interface BrokerAdvice {
    /** The brokers of the specification with the channels on them; the embedded one where it names none. */
    now: { name: string; kind: BrokerKind; origin?: Origin; channels: string[] }[];
    needs: NeedRow[];
    /** Each kind alone, the best first. */
    singles: BrokerFit[];
    /** How well the needs are met as it is; missing where something is on the embedded broker. */
    asIs?: BrokerFit;
    /** The best two together, and what they keep better than the best single one; missing where two keep nothing better. `saved`: how much less, 0 to 1. */
    mix?: { fit: BrokerFit; gains: Gain[]; saved: number; worthIt: boolean };
    speaksFor: ServerKind[];
    verdict: 'agrees' | 'differs' | 'open';
    /** What else it would be if one of the needs fell away. */
    changes: { without: NeedId; speaksFor: ServerKind[] }[];
    /** What bears on the choice and is in no table: rates, waits, fan-out. */
    beside: { text: string; places: Origin[] }[];
}

/** Holds what a system asks of its brokers against what each kind keeps; undefined where it asks nothing. */
export function adviseOnBrokers(model: FlowModel): BrokerAdvice | undefined {
    const system = adviceSystemOf(model);
    const placed = needsOf(system);
    if (placed.length === 0) return undefined;
    const { singles, pair, saved, chosen } = chooseBrokers(placed);
    const asIs = fitAsIs(placed);
    const needs = rowsOf(placed);
    return {
        now: brokersNow(system, placed),
        needs,
        singles,
        ...(asIs && { asIs }),
        ...(pair && { mix: { fit: pair, gains: gainsOf(pair, singles[0]!.kinds[0]!, placed), saved, worthIt: chosen === pair } }),
        speaksFor: chosen.kinds,
        verdict: judge(asIs, chosen, singles[0]!),
        changes: needs.flatMap(({ need }) => {
            const { kinds } = chooseBrokers(without(need, placed)).chosen;
            return kinds.join() === chosen.kinds.join() ? [] : [{ without: need, speaksFor: kinds }];
        }),
        beside: besideOf(system),
    };
}

/** What is there is open to choice where each of its servers keeps something that the best single one does not. */
function judge(asIs: BrokerFit | undefined, chosen: BrokerFit, single: BrokerFit): BrokerAdvice['verdict'] {
    if (!asIs) return 'open';
    if (asIs.kinds.join() === chosen.kinds.join()) return 'agrees';
    return costOf(asIs) < costOf(single) || (asIs.kinds.length === 1 && costOf(asIs) === costOf(single)) ? 'open' : 'differs';
}

function gainsOf({ placing }: BrokerFit, single: ServerKind, placed: readonly Placed[]): Gain[] {
    return placed.flatMap(({ name, asks, keptBy }, index) => {
        const { kind } = placing[index]!;
        return asks.flatMap(({ need, clause, origin }): Gain[] => {
            const [from, to] = [keptBy(need, single), keptBy(need, kind)];
            return isWorse(from, to) ? [{ need, clause, name, origin, kind, from, to }] : [];
        });
    });
}

function rowsOf(placed: readonly Placed[]): NeedRow[] {
    const rows = new Map<NeedId, NeedRow>();
    for (const { id, name, asks, keptBy } of placed) {
        for (const { need, clause, written, origin } of asks) {
            const kept = Object.fromEntries(serverKinds.map(kind => [kind, keptBy(need, kind)])) as Record<ServerKind, Keeping>;
            const row: NeedRow = rows.get(need) ?? { need, means: needTexts[need], asked: [], worst: { ...kept } };
            rows.set(need, row);
            row.asked.push({ by: id, name, clause, written, origin, kept });
            for (const kind of serverKinds) if (isWorse(kept[kind], row.worst[kind])) row.worst[kind] = kept[kind];
        }
    }
    const order = Object.keys(needTexts);
    return [...rows.values()].sort((left, right) => order.indexOf(left.need) - order.indexOf(right.need));
}

function brokersNow({ model }: AdviceSystem, placed: readonly Placed[]): BrokerAdvice['now'] {
    const on = (broker: string) => placed.filter(one => one.broker === broker && one.kind !== 'questions').map(({ name }) => name);
    if (model.brokers.length === 0) return [{ name: 'memory', kind: 'memory', channels: on('memory') }];
    return model.brokers.map(({ name, kind, origin }) => ({ name, kind, origin, channels: on(name) }));
}

/** Facts of which the tables say nothing, so that they are told and not judged. */
function besideOf(system: AdviceSystem): BrokerAdvice['beside'] {
    const { model, graph } = system;
    const own = model.channels.filter(channel => !graph.isExternal(channel));
    const found: BrokerAdvice['beside'] = [];
    const rates = own.flatMap(({ name, rate }) => (rate?.origin ? [{ name, rate: rate.value, origin: rate.origin }] : [])).sort((left, right) => right.rate.count / right.rate.per - left.rate.count / left.rate.per);
    if (rates[0]) found.push({ text: `The highest rate is that of '${rates[0].name}': ${rates[0].rate.count} in ${describeDuration(rates[0].rate.per)}.`, places: [rates[0].origin] });
    const waits = own.flatMap(({ name, retry, timeToLive }) => [
        ...(!retry.isDefault && retry.origin && retry.value.times > 0 ? [{ name, clause: 'retry', time: retry.value.from, origin: retry.origin }] : []),
        ...(timeToLive?.origin ? [{ name, clause: 'ttl', time: timeToLive.value, origin: timeToLive.origin }] : []),
    ]).filter(({ time }) => time > 0 && time < 1000).sort((left, right) => left.time - right.time);
    if (waits[0]) found.push({ text: `The shortest time is that of '${waits[0].name}' ('${waits[0].clause}'): ${describeDuration(waits[0].time)}, within which a broker must hand out a message.`, places: [waits[0].origin] });
    const events = model.messages.filter(message => message.kind === 'event' && message.latest && !graph.isExternal(message));
    const widest = events.map(message => ({ message, takers: takersOf(message.id, system).filter(({ kind }) => kind !== 'sees').length })).sort((left, right) => right.takers - left.takers)[0];
    if (widest && widest.takers >= 3) found.push({ text: `The most subscriptions are those to '${widest.message.name}': ${widest.takers}.`, places: [widest.message.origin] });
    return found;
}
