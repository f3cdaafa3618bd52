import { brokerLimits } from '../brokers/limits.js';
import { promisesOf } from '../brokers/made-promises.js';
import { brokerPromises, promiseTexts, type Keeping, type PromiseId, type ServerKind, type Source } from '../brokers/promises.js';
import type { BrokerKind, Channel, Message, Origin, Part } from '../flow-model.js';
import { MessageSizes } from '../message-size.js';
import { describeDuration } from '../time-spans.js';
import type { AdviceSystem } from './system.js';

/** Something asked of a broker: a promise, or that a bound of it is far enough. */
export type NeedId = PromiseId | 'size' | 'lease' | 'longest-wait' | 'levels';

/** One channel's asking, or that of all questions together: `written` is false of what the language promises by default. */
export interface Asking {
    need: NeedId;
    clause: string;
    written: boolean;
    origin: Origin;
}

/** What is put on one broker as a whole: a channel, or the questions. */
export interface Placed {
    id: string;
    name: string;
    kind: 'topic' | 'queue' | 'questions';
    /** The kind of broker that it is on now, and that broker's name. */
    now: BrokerKind;
    broker: string;
    asks: Asking[];
    /** How a kind of broker keeps one of them. */
    keptBy(need: NeedId, kind: ServerKind): Keeping;
}

/** What each need means, in the language's own words. */
export const needTexts: Readonly<Record<NeedId, string>> = {
    ...promiseTexts,
    'size': 'the largest message fits',
    'lease': 'a consumer may hold a message for as long as handling may take',
    'longest-wait': 'a message may wait for as long as the channel says',
    'levels': 'there are as many levels of urgency as the channel has',
};

/** What the channels and questions of a system ask of their brokers, in the order of the specification; other systems' channels are not among them. */
export function needsOf({ model, graph, types, readers }: AdviceSystem): Placed[] {
    const sizes = new MessageSizes(types);
    const placed = model.channels.filter(channel => !graph.isExternal(channel)).map((channel): Placed => {
        const messages = channel.carries.flatMap(({ target }) => graph.message(target) ?? []);
        const bounds = [...sizeOf(messages, sizes), ...leaseOf(readers.of(channel).map(({ part }) => part)), ...waitOf(channel), ...levelsOf(channel)];
        const asks = promisesOf(channel).map(({ promise, clause, setting }): Asking => ({ need: promise, clause, written: !setting.isDefault, origin: setting.origin ?? channel.origin }));
        return {
            id: channel.id, name: channel.name, kind: channel.kind, now: channel.brokerKind, broker: channel.broker.value,
            asks: [...asks, ...bounds.map(({ ask }) => ask)],
            keptBy: (need, kind) => bounds.find(({ ask }) => ask.need === need)?.keptBy(kind) ?? named(brokerPromises[need as PromiseId][kind], channel),
        };
    });
    const questions = model.queries.filter(query => !graph.isExternal(query));
    const [first] = model.brokers;
    if (questions.length > 0) {
        placed.push({
            id: '(questions)', name: 'questions', kind: 'questions', now: first?.kind ?? 'memory', broker: first?.name ?? 'memory',
            // All of them are answered in the same way, so that there is one thing to be kept.
            asks: [{ need: 'reply', clause: questions.length === 1 ? `query ${questions[0]!.name}` : `${questions.length} queries`, written: true, origin: questions[0]!.origin }],
            keptBy: (_, kind) => brokerPromises.reply[kind],
        });
    }
    return placed;
}

interface Bound {
    ask: Asking;
    keptBy(kind: ServerKind): Keeping;
}

function sizeOf(messages: readonly Message[], sizes: MessageSizes): Bound[] {
    const largest = messages.map(message => ({ message, size: sizes.message(message.fields) })).sort((left, right) => right.size - left.size)[0];
    if (!largest) return [];
    const { message, size } = largest;
    return [{
        ask: { need: 'size', clause: `${message.name}: ${describeSize(size)}`, written: true, origin: message.origin },
        keptBy: kind => within(kind, size, brokerLimits[kind].size, describeSize),
    }];
}

/** Only what is written down, because nobody has chosen what holds by default. */
function leaseOf(parts: readonly Part[]): Bound[] {
    const longest = parts.map(({ settings: { timeout } }) => timeout).filter(({ isDefault }) => !isDefault).sort((left, right) => right.value - left.value)[0];
    if (!longest?.origin) return [];
    return [{
        ask: { need: 'lease', clause: `timeout ${describeDuration(longest.value)}`, written: true, origin: longest.origin },
        keptBy: kind => within(kind, longest.value, brokerLimits[kind].lease, describeDuration),
    }];
}

function waitOf({ timeToLive, delay }: Channel): Bound[] {
    const longest = [timeToLive, delay].flatMap(setting => setting ?? []).sort((left, right) => right.value - left.value)[0];
    if (!longest?.origin) return [];
    return [{
        ask: { need: 'longest-wait', clause: describeDuration(longest.value), written: true, origin: longest.origin },
        keptBy: kind => within(kind, longest.value, brokerLimits[kind].longestWait, describeDuration),
    }];
}

function levelsOf({ priority }: Channel): Bound[] {
    if (!priority?.origin) return [];
    const levels = priority.value.highest - priority.value.lowest + 1;
    return [{
        ask: { need: 'levels', clause: `${levels} levels`, written: true, origin: priority.origin },
        keptBy: kind => within(kind, levels, brokerLimits[kind].levels, String),
    }];
}

/** A bound that a setting moves is no reason against a broker, but something to be done. */
function within(kind: ServerKind, value: number, limit: { value: number; setting?: string; source: Source } | undefined, describe: (value: number) => string): Keeping {
    if (!limit) return { kept: 'native', how: 'it sets no such bound', source: brokerPromises.keep[kind].source };
    const { source } = limit;
    if (value <= limit.value) return { kept: 'native', how: `up to ${describe(limit.value)}`, source };
    return limit.setting === undefined
        ? { kept: 'refused', how: `no more than ${describe(limit.value)}`, source }
        : { kept: 'emulated', how: `${describe(limit.value)} unless '${limit.setting}' is raised`, source };
}

function named(keeping: Keeping, { physicalName }: Channel): Keeping {
    const insert = (text: string) => text.replaceAll('NAME', physicalName.value);
    return { ...keeping, how: insert(keeping.how), ...(keeping.caution !== undefined && { caution: insert(keeping.caution) }) };
}

function describeSize(bytes: number): string {
    if (bytes < 1024) return `${bytes} bytes`;
    return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KiB` : `${Math.round(bytes / 104_857.6) / 10} MiB`;
}
