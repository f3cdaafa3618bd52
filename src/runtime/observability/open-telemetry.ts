import type { Broker } from '../broker.js';
import { JoinedBrokers } from '../brokers/joined-brokers.js';
import { ApplicationMetrics } from './application-metrics.js';
import { InstrumentedBroker } from './instrumented-broker.js';
import { MessagingMetrics } from './messaging-metrics.js';
import type { OpenTelemetryApi } from './open-telemetry-api.js';
import type { Telemetry } from './telemetry.js';
import { TraceContext } from './trace-context.js';

/**
 * Traces and metrics through OpenTelemetry: `createApp({ …, telemetry: openTelemetry(api) })` with the module
 * `@opentelemetry/api` as `api`. Without an SDK behind it nothing is recorded.
 */
export function openTelemetry(api: OpenTelemetryApi): Telemetry {
    const tracer = api.trace.getTracer('sluice');
    const meter = api.metrics.getMeter('sluice');
    const metrics = new MessagingMetrics(meter);
    const applicationMetrics = new ApplicationMetrics(meter);
    const instrument = (broker: Broker): Broker => new InstrumentedBroker(broker, { api, tracer, metrics, traceContext: new TraceContext(api) });
    return {
        // Each of several tells of itself.
        instrument: broker => (broker instanceof JoinedBrokers ? broker.map(instrument) : instrument(broker)),
        watch(application) {
            applicationMetrics.report(application);
            return activity => applicationMetrics.count(activity);
        },
    };
}
