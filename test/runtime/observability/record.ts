import * as api from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { openTelemetry } from '../../../src/runtime/observability/open-telemetry.js';
import type { OpenTelemetryApi } from '../../../src/runtime/observability/open-telemetry-api.js';

/** The module with an SDK of the test's own behind it, since its globals belong to all tests. */
export function record({ contextManager = true } = {}) {
    const spanExporter = new InMemorySpanExporter();
    const traces = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
    const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 2 ** 30 });
    const metrics = new MeterProvider({ readers: [reader] });
    const manager = new AsyncLocalStorageContextManager();
    const own: OpenTelemetryApi = {
        ...api,
        trace: Object.assign(Object.create(api.trace) as typeof api.trace, { getTracer: (name: string) => traces.getTracer(name) }),
        metrics: { getMeter: name => metrics.getMeter(name) },
        ...(contextManager && { context: { active: () => manager.active(), with: (context, work) => manager.with(context as api.Context, work) } }),
    };
    return {
        telemetry: openTelemetry(own),
        spans: () => spanExporter.getFinishedSpans(),
        /** Runs work in a span, as a web framework would. */
        inSpan: <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
            const span = traces.getTracer('test').startSpan(name);
            return manager.with(api.trace.setSpan(api.ROOT_CONTEXT, span), work).finally(() => span.end());
        },
        /** The values of a metric with the attributes that tell them apart. */
        async metric(name: string) {
            metricExporter.reset();
            await reader.forceFlush();
            const found = metricExporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics).flatMap(scope => scope.metrics).find(({ descriptor }) => descriptor.name === name);
            return { unit: found?.descriptor.unit, points: (found?.dataPoints ?? []).map(({ attributes, value }) => ({ ...attributes, value: typeof value === 'number' ? value : (value as { count: number }).count })) };
        },
    };
}
