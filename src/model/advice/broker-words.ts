import { listWords } from '../list-words.js';
import { serverNames, type Keeping, type ServerKind } from '../brokers/promises.js';
import type { Origin } from '../flow-model.js';
import type { BrokerFit } from './broker-fits.js';
import type { BrokerAdvice, NeedRow } from './brokers.js';

/** One sentence or more of advice, and where it was read. */
export interface Remark {
    text: string;
    places: Origin[];
}

/** Kinds of brokers in a sentence: `Kafka and RabbitMQ`. */
export function nameKinds(kinds: readonly ServerKind[]): string {
    return listWords(kinds.map(kind => serverNames[kind]));
}

/** What the needs speak for, and whether that is what the specification has. */
export function concludeOnBrokers({ now, speaksFor, verdict, mix, asIs, singles }: BrokerAdvice): string {
    const chosen = nameKinds(speaksFor);
    if (now.every(({ kind }) => kind === 'memory')) return `The specification names no server. What it asks speaks for ${chosen}.`;
    if (verdict === 'agrees') return `What is asked speaks for ${chosen}, and so does the specification.`;
    const there = listWords(now.map(({ name, kind }) => `'${name}' (${kind === 'memory' ? 'the embedded broker' : serverNames[kind]})`));
    if (verdict === 'differs') return `What is asked speaks for ${chosen}; the specification has ${there}.`;
    const single = nameKinds(singles[0]!.kinds);
    return `What is asked speaks for ${chosen}${mix && !mix.worthIt ? ` alone` : ''}; that the specification has ${there} is as good a choice: ${asIs && asIs.kinds.length > 1 ? `it keeps more than ${single} would alone, for a second server` : 'it keeps as much'}.`;
}

/** What a choice keeps, in numbers. */
export function describeFit({ native, emulated, emulatedByDefault, refused }: BrokerFit): string {
    const beside = emulated + emulatedByDefault;
    return [
        `${native} kept by itself`,
        ...(beside > 0 ? [`${beside} by something beside it${emulated > 0 ? ` (${emulated} of them written down)` : ''}`] : []),
        ...(refused > 0 ? [`${refused} not at all`] : []),
    ].join(', ');
}

/** What one kind of broker does not keep itself, need by need: how it is kept then, or why it is not. */
export function shortcomings(kind: ServerKind, needs: readonly NeedRow[]): (Remark & { kept: Keeping['kept'] })[] {
    return needs.flatMap(({ need, asked }) => (['refused', 'emulated'] as const).flatMap(kept => {
        const own = asked.filter(one => one.kept[kind].kept === kept);
        const [first] = own;
        if (!first) return [];
        const written = own.filter(one => one.written);
        const whom = `'${first.name}'${own.length > 1 ? ` and ${own.length - 1} more` : ''}`;
        return [{ kept, text: `${need}, asked by ${whom}${written.length === 0 ? ' by default' : ''}: ${first.kept[kind].how}.`, places: (written.length > 0 ? written : own).map(({ origin }) => origin) }];
    }));
}

/** What two together keep better than the best one alone, need by need. */
export function describeGains({ mix, singles }: BrokerAdvice): Remark[] {
    const single = singles[0]!.kinds[0]!;
    const groups = new Map<string, NonNullable<BrokerAdvice['mix']>['gains']>();
    for (const gain of mix?.gains ?? []) {
        const key = `${gain.need} ${gain.kind}`;
        groups.set(key, [...groups.get(key) ?? [], gain]);
    }
    return [...groups.values()].map(gains => {
        const [{ need, name, kind, from, to }] = gains as [typeof gains[number]];
        const whom = `'${name}'${gains.length > 1 ? ` and ${gains.length - 1} more` : ''}`;
        return { text: `${need} of ${whom}: ${serverNames[kind]} ${to.how}; ${serverNames[single]} alone ${from.kept === 'refused' ? 'refuses it: ' : ''}${from.how}.`, places: gains.map(({ origin }) => origin) };
    });
}

/** What two servers cost beside what they keep. */
export function describeMixCosts({ mix }: BrokerAdvice): string[] {
    if (!mix) return [];
    const { fit: { kinds, placing } } = mix;
    const shares = kinds.map(kind => `${placing.filter(one => one.kind === kind).length} on ${serverNames[kind]}`);
    return [
        `A second kind of server to run, secure, watch and upgrade (${listWords(shares)}), with a client of its own in each program that uses both.`,
        'What one handler tells on both is two writes: without the outbox one of them can be missing after a crash. With it both follow, at least once.',
        'There is no order between what is on the one and what is on the other.',
    ];
}

/** How much of what the best kind alone leaves to others the two would keep, and whether that is worth a second server. */
export function describeWorth({ mix, singles }: BrokerAdvice): string | undefined {
    if (!mix) return undefined;
    return `Of what ${nameKinds(singles[0]!.kinds)} alone leaves to others and another broker keeps, it takes over ${Math.round(mix.saved * 100)} %: ${mix.worthIt ? 'worth' : 'not worth'} a second server, which shall take over half, and two written promises or more.`;
}
