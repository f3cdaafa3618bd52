import type { Broker } from '../broker.js';

/** What makes traces and metrics of all that goes through a broker. `openTelemetry` offers one. */
export interface Telemetry {
    /** A broker that does the same and is watched. */
    instrument(broker: Broker): Broker;
}
