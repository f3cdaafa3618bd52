import type { Channel, Origin, Reaction, Retention, Setting } from '../flow-model.js';
import { describeDuration } from '../time-spans.js';
import { defineQuestion, type Criterion } from './question.js';
import { adviceSources as sources } from './sources.js';
import { nameOf, quoted, type AdviceSystem } from './system.js';

type Answer = 'publish-subscribe' | 'work-queue';

/** Whether everyone who wants a message gets it, or one of several workers. */
export const publishOrQueue = defineQuestion<Channel, Answer>({
    id: 'publish-or-queue',
    asks: 'Publish and subscribe, or a work queue?',
    answers: { 'publish-subscribe': 'publish and subscribe: each subscriber gets every message (topic)', 'work-queue': 'a work queue: each message is given to one worker (queue)' },
    names: { 'publish-subscribe': 'publish and subscribe', 'work-queue': 'a work queue' },
    subjectsOf: ({ model, graph }) => model.channels.filter(channel => !graph.isExternal(channel)),
    describe: ({ kind, id, name, origin }) => ({ kind, id, name, origin }),
    now: ({ kind }) => (kind === 'topic' ? 'publish-subscribe' : 'work-queue'),
    criteria: [
        {
            id: 'independent-subscribers', speaksFor: 'publish-subscribe', weight: 3, source: sources.publishSubscribe, concerns: isTopic,
            holds: 'two or more took what it carries', lapses: 'no more than one took what it carries',
            find(channel, system) {
                const takers = takersFrom(channel, system);
                return takers.length < 2 ? undefined : { text: `${takers.length} take from it, and none takes a message away from another: ${quoted(takers.map(({ name }) => name))}.`, places: takers.map(({ origin }) => origin) };
            },
        },
        {
            id: 'read-model', speaksFor: 'publish-subscribe', weight: 2, source: sources.log, concerns: isTopic,
            holds: 'a read model were built from it', lapses: 'no read model were built from it',
            find(channel, { readers }) {
                const reader = readers.of(channel).find(({ part }) => part.kind === 'projection');
                return reader && { text: `'${reader.part.name}' is built from it, and built again from the first message on when it changes.`, places: [reader.part.origin] };
            },
        },
        {
            id: 'kept', speaksFor: 'publish-subscribe', weight: 2, source: sources.log,
            holds: "'retain' kept what has been read", lapses: "there were no 'retain'",
            find: channel => written(channel.retain, `What has been read is kept${describeRetention(channel.retain.value)}: it shall be read again ('retain').`),
        },
        {
            id: 'one-handler', speaksFor: 'work-queue', weight: 2, source: sources.pointToPoint, concerns: channel => !isTopic(channel),
            holds: 'each message had one handler', lapses: 'more than one wanted each of its messages',
            find(channel, { graph }) {
                const uses = channel.carries.flatMap(({ target }) => (target === undefined ? [] : graph.handlersOf(target)));
                const handlers = [...new Set(uses.map(({ by }) => nameOf(by, graph)))];
                return handlers.length === 0 ? undefined : { text: `Each of its messages is for one handler, in ${quoted(handlers)}.`, places: uses.map(({ origin }) => origin) };
            },
        },
        {
            id: 'one-worker', speaksFor: 'work-queue', weight: 2, source: sources.competingConsumers, excludes: ['independent-subscribers', 'read-model'], concerns: isTopic,
            holds: 'one service alone took from it, to do something for each message', lapses: 'others took from it, too',
            find(channel, system) {
                const [taker, ...others] = takersFrom(channel, system);
                const part = taker && others.length === 0 ? system.graph.part(taker.id) : undefined;
                const isWork = ({ condition, outcome }: Reaction) => !condition && outcome?.alternatives.some(outputs => outputs.some(output => output.kind !== 'reject' && !output.optional));
                if (part?.kind !== 'service' || !part.reactions.some(isWork)) return undefined;
                return { text: `'${part.name}' alone takes from it, and does something for each message: that is a task for one of its workers.`, places: [taker!.origin] };
            },
        },
        clause('urgent-first', 'priority', 2, sources.priorityQueue, "what is urgent went first ('priority')", ({ priority }) => written(priority, "What is urgent goes first ('priority'): whoever is free takes the most urgent, and no log can be read so.")),
        clause('expires', 'ttl', 2, sources.messageExpiration, "what nobody did in time were set aside ('ttl')", ({ timeToLive }) => written(timeToLive, `What nobody did in ${timeToLive ? describeDuration(timeToLive.value) : ''} is set aside ('ttl'): that is work which loses its worth, no fact.`)),
        clause('later', 'delay', 1, sources.levelling, "messages were held back for a while ('delay')", ({ delay }) => written(delay, `Messages are held back for ${delay ? describeDuration(delay.value) : ''} ('delay'): that is work for later.`)),
        clause('paced', 'rate', 1, sources.levelling, "no more were given out than workers bear ('rate')", ({ rate }) => written(rate, `No more than ${rate?.value.count} in ${rate ? describeDuration(rate.value.per) : ''} are given out ('rate'): the queue levels the load.`)),
        clause('bounded', 'limit', 1, sources.levelling, "no more than so many might wait ('limit')", ({ kind, limit }) => (kind === 'queue' && limit?.value.kind === 'messages' ? written(limit, `No more than ${limit.value.count} may wait ('limit'): senders are refused when the work piles up.`) : undefined)),
    ],
});

/** A clause of a channel that is one of work queues. */
function clause(id: string, keyword: string, weight: 1 | 2, source: Criterion<Channel, Answer>['source'], holds: string, find: (channel: Channel) => { text: string; places: Origin[] } | undefined): Criterion<Channel, Answer> {
    return { id, speaksFor: 'work-queue', weight, source, holds, lapses: `there were no '${keyword}'`, find };
}

function describeRetention(retention: Retention): string {
    if (retention.kind === 'size') return '';
    return retention.kind === 'forever' ? ' for ever' : ` for ${describeDuration(retention.milliseconds)}`;
}

function written(setting: Setting<unknown> | undefined, text: string): { text: string; places: Origin[] } | undefined {
    return setting?.isDefault === false && setting.origin ? { text, places: [setting.origin] } : undefined;
}

function isTopic({ kind }: Channel): boolean {
    return kind === 'topic';
}

/** Parts and actors that take from a topic, with the first place of each. */
function takersFrom({ carries }: Channel, { graph }: AdviceSystem): { id: string; name: string; origin: Origin }[] {
    const found = new Map<string, { id: string; name: string; origin: Origin }>();
    for (const { target } of carries) {
        if (target === undefined) continue;
        for (const { by, origin } of graph.consumersOf(target)) if (!found.has(by)) found.set(by, { id: by, name: nameOf(by, graph), origin });
    }
    return [...found.values()];
}
