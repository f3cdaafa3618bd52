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
    const metrics = new MessagingMetrics(api.metrics.getMeter('sluice'));
    return { instrument: broker => new InstrumentedBroker(broker, { api, tracer, metrics, traceContext: new TraceContext(api) }) };
}
