/**
 * What the runtime calls of `@opentelemetry/api` (1.x), so that generated programs compile whether or not it is installed.
 * The module itself fits: `openTelemetry(api)` after `import * as api from '@opentelemetry/api'`.
 */
export interface OpenTelemetryApi {
    readonly ROOT_CONTEXT: OpenTelemetryContext;
    readonly context: {
        active(): OpenTelemetryContext;
        with<Result>(context: OpenTelemetryContext, work: () => Result): Result;
    };
    readonly trace: {
        getTracer(name: string, version?: string): OpenTelemetryTracer;
        getSpanContext(context: OpenTelemetryContext): SpanContext | undefined;
        setSpan(context: OpenTelemetryContext, span: OpenTelemetrySpan): OpenTelemetryContext;
        setSpanContext(context: OpenTelemetryContext, spanContext: SpanContext): OpenTelemetryContext;
    };
    readonly metrics: { getMeter(name: string, version?: string): OpenTelemetryMeter };
    createTraceState(raw: string): TraceState;
}

/** Immutable; the runtime only hands it on. */
export interface OpenTelemetryContext {
    getValue(key: symbol): unknown;
    setValue(key: symbol, value: unknown): OpenTelemetryContext;
    deleteValue(key: symbol): OpenTelemetryContext;
}

/** Where a span is in its trace (https://www.w3.org/TR/trace-context/). */
export interface SpanContext {
    readonly traceId: string;
    readonly spanId: string;
    readonly traceFlags: number;
    readonly isRemote?: boolean;
    readonly traceState?: TraceState;
}

/** What vendors carry along a trace. */
export interface TraceState {
    get(key: string): string | undefined;
    set(key: string, value: string): TraceState;
    unset(key: string): TraceState;
    serialize(): string;
}

export type Attributes = Record<string, string | number>;

export interface OpenTelemetrySpan {
    spanContext(): SpanContext;
    setAttribute(key: string, value: string | number): this;
    setStatus(status: { code: number; message?: string }): this;
    end(): void;
}

export interface OpenTelemetryTracer {
    startSpan(name: string, options?: { kind?: number; attributes?: Attributes; links?: { context: SpanContext }[] }, context?: OpenTelemetryContext): OpenTelemetrySpan;
}

interface InstrumentOptions {
    description?: string;
    unit?: string;
    advice?: { explicitBucketBoundaries?: number[] };
}

export interface OpenTelemetryMeter {
    createCounter(name: string, options?: InstrumentOptions): OpenTelemetryCounter;
    createUpDownCounter(name: string, options?: InstrumentOptions): OpenTelemetryCounter;
    createHistogram(name: string, options?: InstrumentOptions): { record(value: number, attributes?: Attributes): void };
    createObservableGauge(name: string, options?: InstrumentOptions): OpenTelemetryObservable;
    /** Lets several be observed with one look. */
    addBatchObservableCallback(callback: (result: { observe(metric: OpenTelemetryObservable, value: number, attributes?: Attributes): void }) => Promise<void>, observables: OpenTelemetryObservable[]): void;
}

export interface OpenTelemetryObservable {
    addCallback(callback: (result: { observe(value: number, attributes?: Attributes): void }) => Promise<void>): void;
}

export interface OpenTelemetryCounter {
    add(value: number, attributes?: Attributes): void;
}

/** `SpanKind` of `@opentelemetry/api`. */
export const spanKinds = { server: 1, client: 2, producer: 3, consumer: 4 } as const;

/** `SpanStatusCode.ERROR` of `@opentelemetry/api`. */
export const errorStatus = 2;
