import type { ApplicationActivity } from '../application/definition.js';
import type { Broker } from '../broker.js';
import type { StoreStatistics } from '../stores/store.js';

/** What makes traces and metrics of all that goes through a broker, and of what an application has to do. `openTelemetry` offers one. */
export interface Telemetry {
    /** A broker that does the same and is watched. */
    instrument(broker: Broker): Broker;
    /** Reports what an application has to do; the returned function is to be told of what its parts do. */
    watch(application: WatchedApplication): (activity: ApplicationActivity) => void;
}

/** What an application tells of itself whenever it is asked. */
export interface WatchedApplication {
    /** Milliseconds since 1970. */
    now(): number;
    /** Undefined while it does not run. */
    statistics(): Promise<StoreStatistics | undefined>;
}
