import type { FlowGraph, Hop } from './graph.js';

/** More messages than this are not searched: the answer is then the cautious one. */
const most = 300;

/** Why a message cannot come: the hops from it back to what never happens. */
export interface DeadEnd {
    /** Each tells what the one before is set off by; the first tells the message itself. */
    hops: Hop[];
    /** What the last hop waits for: a command that nobody sends, or one that `process` alone sends, by `send`; without either it is a circle. */
    unsent?: string;
    send?: Hop;
}

/** Answers what follows from a message and what it follows from, hop by hop, whatever conditions and code decide. */
export class Causes {
    private readonly hopsInto = new Map<string, Hop[]>();
    private readonly hopsOutOf = new Map<string, Hop[]>();
    private readonly ownHops = new Map<string, Hop[]>();
    /** Events of other systems that somebody takes, by their context. */
    private readonly foreignEvents = new Map<string, Set<string>>();

    constructor(private readonly graph: FlowGraph) {
        for (const hop of graph.hops) {
            add(this.hopsInto, hop.message, hop);
            if (hop.trigger.kind === 'message') add(this.hopsOutOf, hop.trigger.message, hop);
            else if (hop.trigger.kind === 'timer') add(this.ownHops, hop.by, hop);
        }
        for (const use of graph.uses) {
            const message = graph.message(use.message);
            if (message?.kind !== 'event' || !graph.isExternal(message)) continue;
            this.foreignEvents.set(message.context, (this.foreignEvents.get(message.context) ?? new Set()).add(message.id));
        }
    }

    /** True where one of `goals` may follow from `message`, or is it, without `process` doing anything; also where there is too much to search. */
    mayLeadTo(message: string, goals: ReadonlySet<string>, { without: process }: { without: string }): boolean {
        const found = new Set([message]);
        for (const current of found) {
            if (goals.has(current) || found.size > most) return true;
            for (const hop of this.hopsOutOf.get(current) ?? []) if (hop.by !== process) found.add(hop.message);
            const message = this.graph.message(current);
            // What another system makes of a command is for it to know, and any of its events may tell.
            if (message?.kind === 'command') for (const event of this.foreignEvents.get(message.context) ?? []) found.add(event);
            for (const { by, kind } of this.graph.usesOf(current)) {
                // A process that has taken a message may do whatever its timers do.
                if (kind === 'reacts' && by !== process) for (const hop of this.ownHops.get(by) ?? []) found.add(hop.message);
            }
        }
        return false;
    }

    /**
     * Why `event` cannot come as long as `process` has done no more than what is in `happened`; undefined where it may.
     * It may where an actor, a schedule, a timer of another process or another system can bring it about.
     */
    whyNever(event: string, process: string, happened: ReadonlySet<string>): DeadEnd | undefined {
        const reasons = new Map<string, Hop | undefined>([[event, undefined]]);
        let end: Omit<DeadEnd, 'hops'> & { message: string } | undefined;
        for (const current of reasons.keys()) {
            const message = this.graph.message(current);
            const hops = this.hopsInto.get(current) ?? [];
            if (happened.has(current) || !message || this.graph.isExternal(message) || reasons.size > most) return undefined;
            // What nobody tells or sends is another finding; and a public command may come from anywhere.
            if (hops.length === 0 && (message.kind === 'event' || message.public)) return undefined;
            const others = hops.filter(({ by }) => by !== process);
            if (others.some(({ trigger }) => trigger.kind !== 'message')) return undefined;
            if (others.length === 0) end ??= hops[0] ? { message: current, send: hops[0] } : { message: current, unsent: current };
            for (const hop of others) if (hop.trigger.kind === 'message' && !reasons.has(hop.trigger.message)) reasons.set(hop.trigger.message, hop);
        }
        const last = end?.message ?? [...reasons.keys()].at(-1)!;
        // A circle is closed by what tells the last message.
        const hops: Hop[] = end ? [] : this.hopsInto.get(last)!.filter(({ by }) => by !== process).slice(0, 1);
        for (let hop = reasons.get(last); hop; hop = reasons.get(hop.message)) hops.unshift(hop);
        return { hops, ...(end?.unsent !== undefined && { unsent: end.unsent }), ...(end?.send && { send: end.send }) };
    }
}

function add(index: Map<string, Hop[]>, key: string, hop: Hop): void {
    const others = index.get(key);
    if (others) others.push(hop);
    else index.set(key, [hop]);
}
