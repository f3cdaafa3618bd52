import type { FlowModel } from '../../model/flow-model.js';
import { ownParts } from '../../model/topology.js';
import type { DeadLetter } from '../../runtime/broker.js';
import type { ApplicationActivity } from '../../runtime/application/definition.js';
import type { BrokerActivity } from '../../runtime/brokers/memory.js';
import type { Envelope } from '../../runtime/envelope.js';

/** A message that flowed, with what it set off. */
export interface TracedMessage {
    id: string;
    /** `Ordering.OrderPlaced`. */
    message: string;
    key?: string;
    /** Who made it: a part's id, an actor, or another system. */
    by: string;
    /** RFC 3339, simulated. */
    time: string;
    data: unknown;
    /** Who refused it and why. */
    rejections: { by: string; reason: string }[];
    /** Processes that it moved: `Ordering.Fulfilment → paying`. */
    moves: string[];
    effects: TracedMessage[];
}

/** Makes a trace of a system that runs. */
export function startTrace(model: FlowModel): Trace {
    return new Trace(new Map(ownParts(model).map(({ id }) => [sourceOf(id), id])), new Set(model.channels.map(({ physicalName }) => physicalName.value)));
}

/** As the runtime makes it: `Ordering.Order` is `/ordering/order`. */
function sourceOf(part: string): string {
    return `/${part.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replaceAll('.', '/')}`;
}

/** Gathers what flows in a run. */
export class Trace {
    readonly roots: TracedMessage[] = [];
    readonly all: TracedMessage[] = [];
    readonly failures: { by: string; reason: string }[] = [];
    readonly instances = new Map<string, Map<string, string>>();
    private readonly byId = new Map<string, TracedMessage>();
    /** The process instance whose time is up, until it says where it goes. */
    private expiring: string | undefined;
    private moves: { process: string; state: string }[] = [];

    /** `sources`: part ids by the source in their envelopes; `channels`: those of the specification. */
    constructor(
        private readonly sources: ReadonlyMap<string, string>,
        private readonly channels: ReadonlySet<string>,
    ) {}

    /** Takes note of what the broker does. */
    ofBroker(activity: BrokerActivity): void {
        if (activity.kind !== 'published' || !this.channels.has(activity.channel)) return;
        const { envelope } = activity;
        const traced: TracedMessage = {
            id: envelope.id,
            message: envelope.type.replace(/\.v\d+$/, ''),
            ...(envelope.subject !== undefined && { key: envelope.subject }),
            by: this.sources.get(envelope.source) ?? decodeURIComponent(envelope.source.slice(1)),
            time: envelope.time,
            data: envelope.data,
            rejections: [], moves: [], effects: [],
        };
        this.all.push(traced);
        this.byId.set(traced.id, traced);
        const cause = envelope.causationid === undefined ? undefined : this.byId.get(envelope.causationid);
        (cause?.effects ?? this.roots).push(traced);
    }

    /** Takes note of what the application does. */
    ofApplication(activity: ApplicationActivity): void {
        switch (activity.kind) {
            case 'entered': case 'ended': {
                const states = this.instances.get(activity.process) ?? new Map<string, string>();
                states.set(activity.key, activity.state);
                this.instances.set(activity.process, states);
                if (this.expiring === `${activity.process}/${activity.key}`) {
                    // No message moved it but time; what it sent because of that came just before.
                    this.all.findLast(({ by, key }) => by === activity.process && key === activity.key)?.moves.push(`${activity.process} → ${activity.state}`);
                    this.expiring = undefined;
                } else this.moves.push({ process: activity.process, state: activity.state });
                break;
            }
            case 'handled': this.attachMoves(activity.part, activity.envelope); break;
            case 'rejected': this.byId.get(activity.envelope.id)?.rejections.push({ by: activity.part, reason: activity.reason }); break;
            case 'failed': this.failures.push({ by: activity.part, reason: activity.reason }); break;
            case 'timed-out': this.expiring = `${activity.process}/${activity.key}`; break;
        }
    }

    /** How often each message flowed, by its name. */
    counts(): Record<string, number> {
        const counts = new Map<string, number>();
        for (const { message } of this.all) counts.set(message, (counts.get(message) ?? 0) + 1);
        return Object.fromEntries([...counts].sort(([left], [right]) => (left < right ? -1 : 1)));
    }

    /** Where processes stand, by process: how many instances in each state. */
    processes(): Record<string, Record<string, number>> {
        return Object.fromEntries([...this.instances].sort(([left], [right]) => (left < right ? -1 : 1)).map(([process, states]) => {
            const counts: Record<string, number> = {};
            for (const state of states.values()) counts[state] = (counts[state] ?? 0) + 1;
            return [process, counts];
        }));
    }

    private attachMoves(part: string, envelope: Envelope): void {
        const own = this.moves.filter(({ process }) => process === part);
        this.moves = this.moves.filter(({ process }) => process !== part);
        this.byId.get(envelope.id)?.moves.push(...own.map(({ process, state }) => `${process} → ${state}`));
    }
}

/** A dead letter as a report tells it. */
export interface ReportedDeadLetter {
    message: string;
    subscription: string;
    kind: string;
    reason: string;
    attempts: number;
    data: unknown;
}

/** What is told of a dead letter. */
export function reportDeadLetter({ envelope, subscription, kind, reason, attempts }: DeadLetter): ReportedDeadLetter {
    return { message: envelope.type.replace(/\.v\d+$/, ''), subscription, kind, reason, attempts, data: envelope.data };
}
