import type { Broker } from '../broker.js';
import { membersOf } from '../brokers/joined-brokers.js';
import type { Clock } from '../clock.js';

/** Where an application is in its life. */
export type ApplicationStatus = 'new' | 'starting' | 'running' | 'draining' | 'stopped' | 'failed';

/** Whether an application can do its work, and else why not. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/** Answers what an orchestrator asks. */
export interface Health {
    /** False once it has failed to start or has stopped: only a new process helps. */
    live(): boolean;
    /** Whether it takes messages and reaches what it needs. */
    ready(): Promise<Readiness>;
    /** How many messages each of its subscriptions has not settled yet, as far as the broker can tell. */
    lag(): Promise<Readonly<Record<string, number>>>;
}

/** Something without which an application cannot do its work; `ping` rejects where it cannot be reached. */
export interface Dependency {
    readonly name: string;
    readonly ping: () => Promise<void>;
}

/** Milliseconds that a dependency has to answer. */
const patience = 2000;

/** The health of an application, which tells its status and the subscriptions that it consumes. */
export function healthOf(application: {
    readonly clock: Clock;
    readonly broker: Broker;
    readonly dependencies: readonly Dependency[];
    status(): ApplicationStatus;
    subscriptions(): readonly string[];
}): Health {
    const { broker, clock } = application;
    return {
        live: () => application.status() !== 'failed' && application.status() !== 'stopped',
        async ready() {
            const status = application.status();
            if (status !== 'running') return { ready: false, reason: `The application is ${status}.` };
            const answers = await Promise.all([...brokersIn(broker), ...application.dependencies].map(dependency => askDependency(dependency, clock)));
            return answers.find(({ ready }) => !ready) ?? { ready: true };
        },
        async lag() {
            const lags: Record<string, number> = {};
            for (const subscription of application.subscriptions()) {
                const lag = await broker.lag?.(subscription);
                if (lag !== undefined) lags[subscription] = lag;
            }
            return lags;
        },
    };
}

/** Of several brokers each is asked, so that it can be said which one is missing. */
function brokersIn(broker: Broker): readonly Dependency[] {
    const members = membersOf(broker);
    if (members.length === 0) return [{ name: 'The broker', ping: async () => broker.ping?.() }];
    return members.map(member => ({ name: `The broker '${member.name}'`, ping: async () => member.broker.ping?.() }));
}

/** Whoever hangs is not reachable either. What it says is left out: it may hold addresses that are nobody else's business. */
export async function askDependency({ name, ping }: Dependency, clock: Clock): Promise<Readiness> {
    return new Promise(resolve => {
        const cancel = clock.schedule(patience, () => resolve({ ready: false, reason: `${name} does not answer.` }));
        ping().then(() => resolve({ ready: true }), () => resolve({ ready: false, reason: `${name} cannot be reached.` })).finally(cancel);
    });
}
