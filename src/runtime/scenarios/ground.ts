import type { Broker, Topology } from '../broker.js';
import { createMemoryBroker } from '../brokers/memory.js';
import { systemRandom, type Random } from '../random.js';
import type { VirtualClock } from '../virtual-clock.js';
import { Arrivals } from './arrivals.js';
import { watchedBroker, type Watch } from './stage.js';

/** What a scenario plays on: a broker, and how what is on its way there comes to rest. */
export interface Ground {
    readonly broker: Broker;
    readonly random: Random;
    /** Resolves when all that was published has had its effect; no time passes. */
    settle(): Promise<void>;
    /** Lets time pass, with all that comes of it. */
    pass(milliseconds: number): Promise<void>;
    /** What has happened has arrived: from now on channels keep messages back as they do. */
    endPast(): Promise<void>;
}

export interface GroundOptions extends Watch {
    readonly topology: Topology;
    readonly clock: VirtualClock;
    /** Told of what could not be handled. */
    readonly failed: (failure: string) => void;
}

/** The embedded broker, on which all is a matter of the clock. `isWhole`: a part alone has no channel before it. */
export function embeddedGround({ topology, clock, failed, ...watch }: GroundOptions, isWhole: boolean): Ground {
    const broker = createMemoryBroker({
        clock,
        observe: activity => {
            if (activity.kind === 'retried') failed(`${activity.delivery.subscription} could not handle ${activity.delivery.envelope.type}: ${activity.reason}`);
            if (activity.kind === 'dead-lettered' || activity.kind === 'parked' || activity.kind === 'dropped') {
                const { subscription, envelope, kind, reason } = activity.deadLetter;
                failed(`${subscription} gave up ${envelope.type}, ${kind}: ${reason}`);
            }
        },
    });
    return {
        broker: watchedBroker(broker, watch),
        random: clock.random,
        settle: () => clock.advance(0),
        pass: milliseconds => clock.advance(milliseconds),
        endPast: async () => {
            if (isWhole) await broker.prepare(topology);
        },
    };
}

/** How much longer than a handler may take nothing may arrive of what was published, in milliseconds, before it counts as lost. */
const patienceBeyondHandlers = 15_000;

/**
 * A broker on a server, which has a time of its own: what moves by the clock of the scenario are the parts alone. Throws where a
 * channel keeps messages back for a time that no scenario could let pass.
 */
export function servedGround(server: Broker, { topology, clock, failed, ...watch }: GroundOptions): Ground {
    const delayed = topology.channels.find(({ delay }) => delay !== undefined);
    if (delayed) throw new Error(`'${delayed.name}' has a delay, which passes by the time of the server and not by that of a scenario: play it on the embedded broker.`);
    // What a server has handed to a program that has just stopped, it gives to another when the first one's time is up.
    const patience = Math.max(0, ...topology.subscriptions.map(({ acknowledgeTimeout }) => acknowledgeTimeout)) + patienceBeyondHandlers;
    const arrivals = new Arrivals(server, topology, clock);
    const settle = async () => {
        await clock.runUntilIdle({ limit: 0, patience });
        if (arrivals.missing.length > 0) failed(`Nothing has arrived for ${patience / 1000} s, and this has not: ${arrivals.missing.join(', ')}`);
    };
    return {
        broker: watchedBroker(arrivals, watch),
        // A server recognizes what it has had already by its id: no two runs may have the same.
        random: systemRandom,
        settle,
        pass: async milliseconds => {
            const end = clock.now() + milliseconds;
            // Time stands still while something is on its way, so that what it sets off begins when it should.
            await clock.runUntilIdle({ limit: milliseconds, patience });
            await clock.advance(end - clock.now());
            await settle();
        },
        endPast: () => Promise.resolve(),
    };
}
