import { stepsOf } from '../../model/processes/process-steps.js';
import type { FlowModel, Message } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';

/** What follows from what in a run: the specification's own flows, and what other systems answer. */
export class Reach {
    private readonly starts: ReadonlyMap<string, readonly string[]>;
    private readonly awaited: ReadonlyMap<string, readonly string[]>;

    /** `replies`: the events with which other systems may answer a command, by the command's id. */
    constructor(
        model: FlowModel,
        private readonly graph: FlowGraph,
        private readonly replies: ReadonlyMap<string, readonly Message[]>,
    ) {
        this.starts = new Map(model.processes.map(({ id, starts }) => [id, starts.flatMap(({ event }) => event.target ?? [])]));
        this.awaited = new Map(model.processes.map(process => [process.id, stepsOf(process).flatMap(({ event }) => event.target ?? [])]));
    }

    /**
     * The ids of these messages and of all that they may set off. A process takes part where one of the messages starts it,
     * or one of the `past`: an event that several processes wait for moves only those that are under way.
     */
    from(messages: Iterable<string>, past: ReadonlySet<string> = new Set()): Set<string> {
        const found = new Set(messages);
        for (let size = -1; size < found.size;) {
            size = found.size;
            for (const { trigger, by, message } of this.graph.hops) {
                const isUnderWay = this.starts.get(by)?.some(event => found.has(event) || past.has(event)) ?? true;
                const isSetOff = trigger.kind === 'message' ? found.has(trigger.message) : trigger.kind === 'timer' && this.awaited.get(by)?.some(event => found.has(event));
                if (isUnderWay && isSetOff) found.add(message);
            }
            for (const [command, events] of this.replies) if (found.has(command)) for (const { id } of events) found.add(id);
        }
        return found;
    }

    /** The ids of these messages and of all that may have led to them. */
    to(messages: Iterable<string>): Set<string> {
        const found = new Set(messages);
        for (let size = -1; size < found.size;) {
            size = found.size;
            for (const { trigger, by, message } of this.graph.hops) {
                if (!found.has(message)) continue;
                if (trigger.kind === 'message') found.add(trigger.message);
                if (trigger.kind === 'timer') for (const event of this.starts.get(by) ?? []) found.add(event);
            }
            for (const [command, events] of this.replies) if (events.some(({ id }) => found.has(id))) found.add(command);
        }
        return found;
    }
}
