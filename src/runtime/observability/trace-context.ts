import type { Envelope } from '../envelope.js';
import type { OpenTelemetryApi, OpenTelemetryContext, OpenTelemetrySpan, SpanContext } from './open-telemetry-api.js';

/** Version 00, whose fields later versions only add to: trace id, parent id, flags; all zeros are no ids. */
const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/**
 * The W3C trace context in a message's envelope (https://www.w3.org/TR/trace-context/, and as a CloudEvents extension:
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/distributed-tracing.md).
 */
export class TraceContext {
    constructor(private readonly api: OpenTelemetryApi) {}

    /** What the envelope carries; undefined where that is nothing, or nothing that can be read. */
    read({ traceparent, tracestate }: Envelope): SpanContext | undefined {
        const match = typeof traceparent === 'string' ? form.exec(traceparent) : null;
        if (!match) return undefined;
        return {
            traceId: match[1]!, spanId: match[2]!, traceFlags: Number.parseInt(match[3]!, 16), isRemote: true,
            ...(typeof tracestate === 'string' && tracestate !== '' && { traceState: this.api.createTraceState(tracestate) }),
        };
    }

    /** The envelope with a span's context; as it was where nothing records spans. */
    write(envelope: Envelope, span: OpenTelemetrySpan): Envelope {
        const { traceId, spanId, traceFlags, traceState } = span.spanContext();
        const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
        if (!form.test(traceparent)) return envelope;
        const serialized = traceState?.serialize() ?? '';
        const written: { -readonly [Field in keyof Envelope]: Envelope[Field] } = { ...envelope, traceparent, tracestate: serialized };
        if (serialized === '') delete written.tracestate;
        return written;
    }

    /** The context in which a message is handled that carries `carried`: what else happens to be active here belongs to others. */
    ofDelivery(carried: SpanContext | undefined): OpenTelemetryContext {
        const { ROOT_CONTEXT, trace } = this.api;
        return carried ? trace.setSpanContext(ROOT_CONTEXT, carried) : ROOT_CONTEXT;
    }

    /** The context in which a message is published that carries `carried`, the context of its cause. */
    ofPublication(carried: SpanContext | undefined): OpenTelemetryContext {
        const { context, trace } = this.api;
        const active = context.active();
        if (!carried) return active;
        // The active span is nearer where it belongs to the same flow; another flow's only happens to be there.
        return trace.getSpanContext(active)?.traceId === carried.traceId ? active : trace.setSpanContext(active, carried);
    }
}
