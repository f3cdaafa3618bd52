import type { Message, Origin, Service } from '../flow-model.js';
import { endingsOf } from '../processes/command-endings.js';
import { defineQuestion } from './question.js';
import { adviceSources as sources } from './sources.js';
import { nameOf, quoted, takersOf, type AdviceSystem, type Taker } from './system.js';

const isEvent = ({ kind }: Message) => kind === 'event';
const isCommand = ({ kind }: Message) => kind === 'command';

/** Whether a message tells what has happened, or asks for something. */
export const factOrRequest = defineQuestion<Message, 'fact' | 'request'>({
    id: 'fact-or-request',
    asks: 'A fact or a request?',
    answers: { fact: 'a fact, published for whoever wants it (event)', request: 'a request to exactly one (command)' },
    names: { fact: 'a fact', request: 'a request' },
    subjectsOf: ({ model, graph }) => model.messages.filter(message => message.latest && !graph.isExternal(message)),
    describe: ({ kind, id, name, origin }) => ({ kind, id, name, origin }),
    now: ({ kind }) => (kind === 'event' ? 'fact' : 'request'),
    criteria: [
        {
            id: 'many-takers', speaksFor: 'fact', weight: 3, source: sources.eventMessage, concerns: isEvent,
            holds: 'two or more took it', lapses: 'no more than one took it',
            find({ id }, system) {
                const takers = takersOf(id, system);
                if (takers.length < 2) return undefined;
                return { text: `${takers.length} take it, each for its own ends: ${quoted(takers.map(({ name }) => name))}.`, places: takers.map(({ places }) => places[0]!) };
            },
        },
        {
            id: 'settled', speaksFor: 'fact', weight: 2, source: sources.eventSourcing, concerns: isEvent,
            holds: 'the state of an aggregate was made of it', lapses: 'no aggregate made its state of it',
            find({ id }, { model }) {
                for (const { name, evolutions } of model.aggregates) {
                    const evolution = evolutions.find(({ event }) => event.target === id);
                    if (evolution) return { text: `The state of '${name}' is made of it: when it is told, it is settled.`, places: [evolution.event.origin] };
                }
                return undefined;
            },
        },
        {
            id: 'outcome', speaksFor: 'fact', weight: 2, source: sources.requestReply, excludes: ['command-back', 'answer-back'], concerns: isEvent,
            holds: 'it told what came of a command, to the one who had sent that', lapses: 'nobody who takes it had asked for it',
            find({ id }, system) {
                for (const taker of takersOf(id, system)) {
                    const command = askedFor(id, taker, system);
                    if (command) return { text: `It tells '${taker.name}' what came of '${command.name}'.`, places: [command.origin, taker.places[0]!] };
                }
                return undefined;
            },
        },
        {
            id: 'no-answer', speaksFor: 'fact', weight: 1, source: sources.eventDriven, concerns: isEvent,
            holds: 'who publishes it did not care what comes of it', lapses: 'who publishes it waited for what comes of it',
            find(message, system) {
                const takers = takersOf(message.id, system);
                // Where several take it or one has asked for it, that is reason enough.
                if (takers.length !== 1 || askedFor(message.id, takers[0]!, system) || findAnswer(message, takers[0]!, system)) return undefined;
                const [{ name, kind, places }] = takers as [Taker];
                return { text: `'${name}' ${kind === 'sees' ? 'sees' : 'takes'} it, and nobody who publishes it waits for what comes of that.`, places };
            },
        },
        {
            id: 'command-back', speaksFor: 'request', weight: 3, source: sources.eventDriven, excludes: ['many-takers', 'outcome', 'no-answer'], concerns: isEvent,
            holds: 'one part alone took it, and told its publisher by a command what to do', lapses: 'nobody told its publisher by a command what to do',
            find: (message, system) => describeAnswer(message, 'command', system),
        },
        {
            id: 'answer-back', speaksFor: 'request', weight: 2, source: sources.requestReply, excludes: ['many-takers', 'outcome', 'no-answer'], concerns: isEvent,
            holds: 'one part alone took it, and its publisher went on by the answer', lapses: 'its publisher did not wait for an answer',
            find: (message, system) => describeAnswer(message, 'event', system),
        },
        {
            id: 'may-refuse', speaksFor: 'request', weight: 3, source: sources.commandMessage, excludes: ['restates'], concerns: isCommand,
            holds: 'whoever handles it could say no, or choose how it ends', lapses: 'it had one ending, and nobody could refuse it',
            find({ id }, { graph }) {
                const endings = endingsOf(id, graph);
                const refusal = endings.flatMap(({ by, parts }) => parts.flatMap(part => (part.kind === 'reject' ? [{ by, part }] : [])))[0];
                if (refusal) return { text: `'${nameOf(refusal.by, graph)}' may refuse it: "${refusal.part.reason}".`, places: [refusal.part.origin] };
                const [first, second] = endings.flatMap(({ parts }) => (parts[0] && parts[0].kind !== 'reject' ? [parts[0]] : []));
                if (!first || !second || first.message.target === second.message.target) return undefined;
                return { text: `It ends in '${first.message.text}' or in '${second.message.text}', as '${nameOf(endings[0]!.by, graph)}' decides.`, places: [first.origin, second.origin] };
            },
        },
        {
            id: 'outcome-awaited', speaksFor: 'request', weight: 2, source: sources.requestReply, excludes: ['restates'], concerns: isCommand,
            holds: 'its sender waited for what comes of it', lapses: 'its sender did not care what comes of it',
            find({ id }, { graph }) {
                const outcomes = new Set(endingsOf(id, graph).flatMap(({ events }) => events));
                for (const { by, origin } of graph.sendersOf(id)) {
                    const use = [...outcomes].flatMap(event => graph.consumersOf(event)).find(use => use.by === by && (use.kind === 'reacts' || use.kind === 'sees'));
                    if (use) return { text: `'${nameOf(by, graph)}' sends it and ${use.kind === 'sees' ? 'looks out for' : 'goes on by'} '${graph.message(use.message)!.name}', which comes of it.`, places: [origin, use.origin] };
                }
                return undefined;
            },
        },
        {
            id: 'once-only', speaksFor: 'request', weight: 2, source: sources.idempotentReceiver, excludes: ['restates'], concerns: isCommand,
            holds: 'it were handled by work in the world that must be done once', lapses: 'no work in the world hung on it',
            find({ id }, { graph }) {
                const ending = endingsOf(id, graph).find(({ parts }) => parts.some(part => part.kind === 'send' && isOutside(part.message.target, graph)));
                const sent = ending?.parts.find(part => part.kind === 'send' && isOutside(part.message.target, graph));
                if (ending && sent && sent.kind === 'send') {
                    return { text: `'${nameOf(ending.by, graph)}' has work done outside for it ('${sent.message.text}'), which one must do and nobody twice.`, places: [sent.origin] };
                }
                const handler = serviceOf(id, graph);
                const idempotent = handler?.settings.idempotentBy;
                if (!handler || idempotent?.isDefault !== false) return undefined;
                return { text: `'${handler.name}' does the work once for each '${idempotent.value}'.`, places: idempotent.origin ? [idempotent.origin] : [handler.origin] };
            },
        },
        {
            id: 'restates', speaksFor: 'fact', weight: 3, source: sources.eventDriven, excludes: ['may-refuse', 'outcome-awaited', 'once-only'], concerns: isCommand,
            holds: 'another context told by it what it knew, and its only ending repeated that', lapses: 'its handler had something to decide',
            find: findRestatement,
        },
    ],
});

/** The command that a taker sent, or an actor sends, of which this event is an outcome; where it is sent. */
function askedFor(event: string, { id }: Taker, { graph }: AdviceSystem): { name: string; origin: Origin } | undefined {
    for (const { trigger } of graph.hops) {
        if (trigger.kind !== 'message') continue;
        const command = graph.message(trigger.message);
        if (command?.kind !== 'command' || !endingsOf(command.id, graph).some(({ events }) => events.includes(event))) continue;
        const sender = graph.sendersOf(command.id).find(({ by }) => by === id);
        if (sender) return { name: command.name, origin: sender.origin };
    }
    return undefined;
}

/** What the only taker of an event tells because of it, and who among those that published it takes that. */
function findAnswer(message: Message, taker: Taker, { graph }: AdviceSystem): { answer: Message; by: string; origin: Origin } | undefined {
    const publishers = new Set(graph.publishersOf(message.id).map(({ by }) => by));
    for (const { message: told } of graph.effectsOf(taker.id, message.id)) {
        const answer = graph.message(told);
        // Who waits is the publisher itself, or what else its context has; not the taker, which would talk to itself.
        const waits = answer && [...graph.handlersOf(told), ...graph.consumersOf(told)]
            .find(({ by, context, kind }) => by !== taker.id && kind !== 'sees' && kind !== 'evolves' && (publishers.has(by) || (context === message.context && context !== taker.context)));
        if (waits) return { answer, by: waits.by, origin: waits.origin };
    }
    return undefined;
}

function describeAnswer(message: Message, kind: Message['kind'], system: AdviceSystem) {
    const takers = takersOf(message.id, system);
    const [taker] = takers;
    // What was asked for is itself the answer, whatever is asked for next.
    const found = takers.length === 1 && !askedFor(message.id, taker!, system) ? findAnswer(message, taker!, system) : undefined;
    if (!taker || found?.answer.kind !== kind) return undefined;
    const waits = nameOf(found.by, system.graph);
    const text = kind === 'command' ? `tells '${waits}' by '${found.answer.name}' what to do` : `answers with '${found.answer.name}', by which '${waits}' goes on`;
    return { text: `'${taker.name}' alone takes it, and ${text}: that is a call.`, places: [taker.places[0]!, found.origin] };
}

/** A command by which a service of another context tells what it knows, and whose one ending repeats it and interests nobody there. */
function findRestatement({ id, name, context }: Message, { graph }: AdviceSystem) {
    const endings = endingsOf(id, graph);
    const senders = graph.sendersOf(id);
    const [ending] = endings;
    if (endings.length !== 1 || !ending || senders.length === 0) return undefined;
    const [told] = ending.parts;
    if (ending.parts.length !== 1 || told?.kind !== 'publish' || told.optional || told.many || told.byCode || told.filling.some(({ from }) => from === 'code' || from === 'state')) return undefined;
    const isForeignService = senders.every(sender => sender.context !== undefined && sender.context !== context && graph.part(sender.by)?.kind === 'service');
    const isAwaited = graph.consumersOf(told.message.target ?? '').some(use => senders.some(({ by }) => by === use.by));
    if (!isForeignService || isAwaited) return undefined;
    return {
        text: `'${nameOf(senders[0]!.by, graph)}' of another context knows it already: all that comes of '${name}' is '${told.message.text}', which repeats it. Published there as a fact, it could be taken from here.`,
        places: [senders[0]!.origin, told.origin],
    };
}

function isOutside(command: string | undefined, graph: AdviceSystem['graph']): boolean {
    const message = graph.message(command);
    return message !== undefined && graph.isExternal(message);
}

function serviceOf(command: string, graph: AdviceSystem['graph']): Service | undefined {
    const part = graph.part(graph.handlerOf(command)?.by ?? '');
    return part?.kind === 'service' ? part : undefined;
}
