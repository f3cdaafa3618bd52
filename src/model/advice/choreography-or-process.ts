import type { Origin, Process, ProcessAction } from '../flow-model.js';
import { sendsOf } from '../processes/process-moves.js';
import { stepsOf } from '../processes/process-steps.js';
import { fieldsReadBy } from '../states/state-reads.js';
import { describeDuration } from '../time-spans.js';
import { chainsIn, outputsOf, type Chain } from './chains.js';
import { defineQuestion } from './question.js';
import { adviceSources as sources } from './sources.js';
import { quoted, type AdviceSystem } from './system.js';

type Flow = Process | Chain;

/** Whether parts react to each other, or one leads them and knows how far it has come. */
export const choreographyOrProcess = defineQuestion<Flow, 'choreography' | 'process'>({
    id: 'choreography-or-process',
    asks: 'Choreography, or a process?',
    answers: { choreography: 'choreography: each reacts to what it hears', process: 'a process that leads, remembers and ends' },
    names: { choreography: 'choreography', process: 'a process' },
    subjectsOf: system => [...system.model.processes.filter(process => !system.graph.isExternal(process)), ...chainsIn(system)],
    describe: flow => {
        const { id, name, origin } = flow.kind === 'chain' ? flow.start : flow;
        return { kind: flow.kind === 'chain' ? 'chain from' : flow.kind, id, name, origin };
    },
    now: ({ kind }) => (kind === 'chain' ? 'choreography' : 'process'),
    criteria: [
        {
            id: 'takes-back', speaksFor: 'process', weight: 3, source: sources.compensation,
            holds: 'a step had to be taken back when a later one fails', lapses: 'no step had to be taken back',
            find(flow) {
                if (flow.kind === 'chain') return undefined;
                const undone = actionsOf(flow).flatMap(action => (action.kind === 'send' && action.undo ? [action.undo] : []));
                if (undone.length === 0) return undefined;
                return { text: `Steps are taken back: by ${quoted([...new Set(undone.map(({ message }) => message.text))])}. Whoever does that must know which were taken.`, places: undone.map(({ origin }) => origin) };
            },
        },
        {
            id: 'comes-back', speaksFor: 'process', weight: 2, source: sources.saga, excludes: ['nobody-waits'],
            holds: 'where it begins, somebody waited for how it ends', lapses: 'where it begins, nobody waited for how it ends',
            find(flow) {
                const back = flow.kind === 'chain' ? findReturn(flow) : undefined;
                return back && { text: `It comes back to '${back.service.context}', where it began: whether somebody waits there, and how far it is, is written down nowhere.`, places: [back.reaction.event.origin] };
            },
        },
        {
            id: 'acts-on-time', speaksFor: 'process', weight: 2, source: sources.processManager,
            holds: 'something had to be done when an answer does not come in time', lapses: 'nothing were done when an answer does not come in time',
            find(flow) {
                if (flow.kind === 'chain') return undefined;
                const timers = flow.states.flatMap(({ name, timers: own }) => own.map(timer => ({ name, timer }))).filter(({ timer }) => timer.actions.some(({ kind }) => kind === 'send' || kind === 'compensate' || kind === 'go'));
                const [first] = timers;
                return first && { text: `When nothing comes for ${describeDuration(first.timer.after)} in '${first.name}', something is done: silence is nobody's event.`, places: timers.map(({ timer }) => timer.origin) };
            },
        },
        {
            id: 'branches', speaksFor: 'process', weight: 2, source: sources.processManager,
            holds: 'what comes next depended on what came of a step', lapses: 'each step were followed by the same next one',
            find(flow) {
                if (flow.kind === 'chain') return undefined;
                const state = flow.states.find(({ steps }) => new Set(steps.map(({ event }) => event.target)).size >= 2 && new Set(steps.map(({ actions }) => textOf(actions))).size >= 2);
                return state && { text: `In '${state.name}' it goes on differently after ${quoted([...new Set(state.steps.map(({ event }) => event.text))])}.`, places: state.steps.map(({ event }) => event.origin) };
            },
        },
        {
            id: 'remembers', speaksFor: 'process', weight: 2, source: sources.processManager,
            holds: 'a later step needed what an earlier one had told', lapses: 'no step needed what an earlier one had told',
            find(flow) {
                if (flow.kind === 'chain') return undefined;
                const read = fieldsReadBy(flow);
                const used = flow.fields.filter(({ name }) => read.has(name));
                return used.length === 0 ? undefined : { text: `It remembers ${quoted(used.map(({ name }) => name))} for later steps, so that no event must carry it on.`, places: used.map(({ origin }) => origin) };
            },
        },
        {
            id: 'many-hands', speaksFor: 'process', weight: 2, source: sources.saga, excludes: ['short'],
            holds: 'three contexts or more had to work in turn', lapses: 'fewer contexts had to work in turn',
            find(flow, system) {
                if (flow.kind === 'chain') {
                    const contexts = [...new Set(flow.path.map(({ service }) => service.context))];
                    if (contexts.length < 3) return undefined;
                    return { text: `${flow.path.length} reactions in turn, in ${quoted(contexts)}: the order of them is written down nowhere.`, places: flow.path.map(({ reaction }) => reaction.event.origin) };
                }
                const handlers = handlersFor(flow, system);
                return handlers.size < 3 ? undefined : { text: `It leads ${handlers.size} parts: ${quoted([...handlers.keys()])}.`, places: [...handlers.values()] };
            },
        },
        {
            id: 'loose-end', speaksFor: 'process', weight: 2, source: sources.choreography, concerns: ({ kind }) => kind === 'chain',
            holds: 'it could end in a way that nobody takes up', lapses: 'every way in which it can end were taken up',
            find(flow, { graph }) {
                if (flow.kind !== 'chain') return undefined;
                for (const { outcome } of flow.links.flatMap(({ outcomes }) => outcomes)) {
                    if (outcome.alternatives.length < 2) continue;
                    const loose = outputsOf(outcome).find(({ kind, message }) => kind === 'publish' && message.target !== undefined && graph.consumersOf(message.target).length === 0);
                    if (loose) return { text: `It may end in '${loose.message.text}', and nobody takes that up.`, places: [loose.origin] };
                }
                return undefined;
            },
        },
        {
            id: 'one-step', speaksFor: 'choreography', weight: 3, source: sources.choreography, excludes: ['takes-back', 'acts-on-time', 'branches', 'remembers', 'many-hands'], concerns: ({ kind }) => kind === 'process',
            holds: 'it sent one command and did nothing else', lapses: 'it did more than to send one command',
            find(flow) {
                if (flow.kind === 'chain') return undefined;
                const sends = actionsOf(flow).filter(action => action.kind === 'send');
                const timed = flow.states.some(({ timers }) => timers.some(({ actions }) => sendsOf({ actions }).length > 0));
                if (new Set(sends.map(({ message }) => message.target)).size > 1 || sends.some(({ undo }) => undo) || timed || flow.fields.length > 0) return undefined;
                const [send] = sends;
                return { text: `${send ? `All that it does is to send '${send.message.text}'` : 'It sends nothing'}: a service that reacts to the event does the same, and has nothing to remember.`, places: [send?.origin ?? flow.origin] };
            },
        },
        {
            id: 'may-stop', speaksFor: 'choreography', weight: 2, source: sources.choreography, concerns: ({ kind }) => kind === 'chain',
            holds: 'most of what begins it led to nothing more', lapses: 'all that begins it went through to the end',
            find(flow) {
                if (flow.kind !== 'chain') return undefined;
                const filters = flow.path.flatMap(({ reaction }) => (reaction.condition ? [reaction.condition.origin] : reaction.outcome ? outputsOf(reaction.outcome).filter(({ optional }) => optional).map(({ origin }) => origin) : []));
                return filters.length === 0 ? undefined : { text: 'On the way most of it is let go by, and that is no failure: it is a stream that is narrowed down, and there is nothing to end.', places: filters };
            },
        },
        {
            id: 'short', speaksFor: 'choreography', weight: 2, source: sources.choreography, excludes: ['many-hands'], concerns: ({ kind }) => kind === 'chain',
            holds: 'no more than two contexts worked in turn', lapses: 'more contexts had to work in turn',
            find(flow) {
                if (flow.kind !== 'chain') return undefined;
                const contexts = [...new Set(flow.path.map(({ service }) => service.context))];
                if (contexts.length > 2) return undefined;
                return { text: `${flow.path.length} reactions in turn, in ${quoted(contexts)} alone: that can be seen at a glance.`, places: flow.path.map(({ reaction }) => reaction.event.origin) };
            },
        },
        {
            id: 'nobody-waits', speaksFor: 'choreography', weight: 1, source: sources.choreography, excludes: ['comes-back'], concerns: ({ kind }) => kind === 'chain',
            holds: 'nobody waited for how it ends', lapses: 'somebody waited for how it ends',
            find: flow => (flow.kind !== 'chain' || findReturn(flow) ? undefined : { text: `Where it begins, nobody waits for how it ends: '${flow.path.at(-1)!.service.name}' is the last to react.`, places: [flow.path.at(-1)!.reaction.event.origin] }),
        },
    ],
});

/** The reaction by which a chain comes back to the context that it began in, having left it. */
function findReturn({ path, start, links }: Chain) {
    const home = start.context;
    const left = path.findIndex(({ service }) => service.context !== home);
    if (left < 0) return undefined;
    const away = new Set(path.slice(left).flatMap(({ tells }) => [...tells]));
    return links.find(({ service, event }) => service.context === home && away.has(event));
}

function actionsOf(process: Process): ProcessAction[] {
    return [...stepsOf(process).flatMap(({ actions }) => actions), ...process.states.flatMap(({ timers }) => timers.flatMap(({ actions }) => actions))];
}

function textOf(actions: readonly ProcessAction[]): string {
    return actions.map(action => (action.kind === 'send' ? `send ${action.message.text}` : action.kind === 'go' ? `go ${action.state.text}` : action.kind)).join(' ');
}

/** Who handles what a process sends, with the first place where it is sent; what another system handles is one of its contexts. */
function handlersFor(process: Process, { graph }: AdviceSystem): Map<string, Origin> {
    const found = new Map<string, Origin>();
    for (const action of actionsOf(process)) {
        const command = action.kind === 'send' ? graph.message(action.message.target) : undefined;
        if (!command) continue;
        const handler = graph.part(graph.handlerOf(command.id)?.by ?? '')?.name ?? command.context;
        if (!found.has(handler)) found.set(handler, action.origin);
    }
    return found;
}
