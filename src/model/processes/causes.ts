import type { FlowModel } from '../flow-model.js';
import { buildGraph, type FlowGraph, type Hop } from '../graph.js';
import { oncePer } from '../once-per.js';

/** More messages than this are not searched: the answer is then the cautious one. */
const most = 100;

/** Why a message cannot come: the hops from it back to what never happens. */
export interface DeadEnd {
    /** Each tells what the one before is set off by; the first tells the message itself. */
    hops: Hop[];
    /** What the last hop waits for: a command that nobody sends, or one that `process` alone sends, by `send`; without either it is a circle. */
    unsent?: string;
    send?: Hop;
}

/** Answers what follows from a message and what it follows from, hop by hop, whatever conditions and code decide. */
class Causes {
    /** By the part or actor; of a large system few messages are asked about. */
    private readonly hopsBy = new Map<string, Hop[]>();
    /** Where no actor is said to send anything, it is not written down what comes from outside: that may be anything. */
    private knowsActors = false;
    /** Events of other systems that somebody takes, by their context; gathered when they are asked for. */
    private foreignEvents: Map<string, Set<string>> | undefined;

    constructor(private readonly model: FlowModel, private readonly graph: FlowGraph) {
        // What somebody tells stands together.
        let last: { by: string; hops: Hop[] } | undefined;
        for (const hop of graph.hops) {
            const { by, trigger } = hop;
            if (trigger.kind === 'actor') this.knowsActors = true;
            if (by === last?.by) {
                last.hops.push(hop);
                continue;
            }
            last = { by, hops: this.hopsBy.get(by) ?? [] };
            last.hops.push(hop);
            this.hopsBy.set(by, last.hops);
        }
    }

    /** True where one of `goals` may follow from `message`, or is it, without `process` doing anything; also where there is too much to search. */
    mayLeadTo(message: string, goals: ReadonlySet<string>, { without: process }: { without: string }): boolean {
        const found = new Set([message]);
        for (const current of found) {
            if (goals.has(current) || found.size > most) return true;
            const message = this.graph.message(current);
            // What another system makes of a command is for it to know, and any of its events may tell.
            if (message?.kind === 'command' && this.graph.isExternal(message)) for (const event of this.eventsOf(message.context)) found.add(event);
            for (const { by, kind } of this.graph.usesOf(current)) {
                if ((kind !== 'reacts' && kind !== 'handles') || by === process) continue;
                for (const { trigger, message: told } of this.hopsBy.get(by) ?? []) {
                    // A process that has taken a message may do whatever its timers do.
                    if (trigger.kind === 'message' ? trigger.message === current : trigger.kind === 'timer') found.add(told);
                }
            }
        }
        return false;
    }

    /**
     * Why `event` cannot come as long as `process` has done no more than what is in `happened`; undefined where it may.
     * It may where an actor, a schedule, a timer of another process or another system can bring it about, and wherever no
     * actor is said to send anything.
     */
    whyNever(event: string, process: string, happened: ReadonlySet<string>): DeadEnd | undefined {
        if (!this.knowsActors) return undefined;
        const reasons = new Map<string, Hop | undefined>([[event, undefined]]);
        let end: Omit<DeadEnd, 'hops'> & { message: string } | undefined;
        for (const current of reasons.keys()) {
            // That the event itself has been taken before says nothing: then too somebody had to publish it.
            if ((current !== event && happened.has(current)) || reasons.size > most) return undefined;
            const message = this.graph.message(current);
            if (!message || this.graph.isExternal(message)) return undefined;
            const hops = this.hopsInto(current);
            // What nobody tells or sends is another finding; and a public command may come from anywhere.
            if (hops.length === 0 && (message.kind === 'event' || message.public)) return undefined;
            let isDead = true;
            for (const hop of hops) {
                if (hop.by === process) continue;
                if (hop.trigger.kind !== 'message') return undefined;
                isDead = false;
                if (!reasons.has(hop.trigger.message)) reasons.set(hop.trigger.message, hop);
            }
            if (isDead) end ??= hops[0] ? { message: current, send: hops[0] } : { message: current, unsent: current };
        }
        const last = end?.message ?? [...reasons.keys()].at(-1)!;
        // A circle is closed by what tells the last message.
        const hops: Hop[] = end ? [] : this.hopsInto(last).filter(({ by }) => by !== process).slice(0, 1);
        for (let hop = reasons.get(last); hop; hop = reasons.get(hop.message)) hops.unshift(hop);
        return { hops, ...(end?.unsent !== undefined && { unsent: end.unsent }), ...(end?.send && { send: end.send }) };
    }

    /** What tells a message, in the order of the specification. */
    private hopsInto(message: string): Hop[] {
        const found: Hop[] = [];
        const seen: string[] = [];
        for (const { by, kind } of this.graph.usesOf(message)) {
            if ((kind !== 'publishes' && kind !== 'sends') || seen.includes(by)) continue;
            seen.push(by);
            for (const hop of this.hopsBy.get(by) ?? []) if (hop.message === message) found.push(hop);
        }
        return found;
    }

    private eventsOf(context: string): ReadonlySet<string> {
        if (!this.foreignEvents) {
            this.foreignEvents = new Map();
            for (const message of this.model.messages) {
                const { kind, id, context } = message;
                if (kind === 'event' && this.graph.isExternal(message) && this.graph.usesOf(id).length > 0) this.foreignEvents.set(context, (this.foreignEvents.get(context) ?? new Set()).add(id));
            }
        }
        return this.foreignEvents.get(context) ?? new Set();
    }
}

/** What causes what in a model. */
export const causesIn = oncePer((model: FlowModel) => new Causes(model, buildGraph(model)));
