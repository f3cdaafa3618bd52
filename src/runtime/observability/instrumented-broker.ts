import type { Broker, ChannelDefinition, ConsumeOptions, Consumer, Delivery, DeliveryFailure, DeliveryHandler, PublishOptions, Topology } from '../broker.js';
import type { Envelope } from '../envelope.js';
import { failureReason } from '../failure-reason.js';
import type { MessagingMetrics } from './messaging-metrics.js';
import { errorStatus, spanKinds, type Attributes, type OpenTelemetryApi, type OpenTelemetrySpan, type OpenTelemetryTracer } from './open-telemetry-api.js';
import type { TraceContext } from './trace-context.js';

interface Instruments {
    readonly api: OpenTelemetryApi;
    readonly tracer: OpenTelemetryTracer;
    readonly metrics: MessagingMetrics;
    readonly traceContext: TraceContext;
}

/**
 * A broker with a span for each message that is published and for each that is handled, and with metrics. Names, kinds and
 * attributes of spans are OpenTelemetry's (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/).
 *
 * A message carries the context of the span that published it. A handler gets its message with the context of its own
 * span instead, so that what it publishes follows from it even if that waits in an outbox meanwhile.
 */
export class InstrumentedBroker implements Broker {
    readonly system: string;
    private readonly kinds = new Map<string, ChannelDefinition['kind']>();
    /** The channel of each subscription. */
    private readonly channels = new Map<string, string>();
    /** The same of those that are consumed here. */
    private readonly consumed = new Map<string, string>();

    constructor(
        private readonly broker: Broker,
        private readonly instruments: Instruments,
    ) {
        this.system = broker.system ?? 'other';
        broker.watch?.(failure => this.countFailure(failure));
        instruments.metrics.reportLag(broker, () => [...this.consumed].map(([name, channel]) => [name, this.consumerAttributes(channel, name)] as const));
    }

    async prepare(topology: Topology): Promise<void> {
        for (const { name, kind } of topology.channels) this.kinds.set(name, kind);
        for (const { name, channel } of topology.subscriptions) this.channels.set(name, channel);
        await this.broker.prepare(topology);
    }

    publish(channel: string, envelope: Envelope, options?: PublishOptions): Promise<void> {
        const { metrics, tracer, traceContext } = this.instruments;
        const attributes = this.destination(channel, this.kinds.get(channel) === 'topic' ? 'publish' : 'send', 'send');
        const parent = traceContext.ofPublication(traceContext.read(envelope));
        const span = tracer.startSpan(`${attributes['messaging.operation.name']} ${channel}`, { kind: spanKinds.producer, attributes: { ...attributes, ...messageAttributes(envelope) } }, parent);
        return this.measure(span, () => this.broker.publish(channel, traceContext.write(envelope, span), options), (outcome, seconds) => metrics.countSent({ ...attributes, ...outcome }, seconds));
    }

    async consume(subscription: string, handler: DeliveryHandler, options?: ConsumeOptions): Promise<Consumer> {
        const consumer = await this.broker.consume(subscription, delivery => this.process(delivery, handler), options);
        this.consumed.set(subscription, this.channels.get(subscription) ?? subscription);
        return consumer;
    }

    request(query: string, envelope: Envelope, options: { timeout: number }): Promise<unknown> {
        const { metrics, tracer, traceContext } = this.instruments;
        const attributes = this.operation(query, 'ask', 'send');
        const span = tracer.startSpan(`ask ${query}`, { kind: spanKinds.client, attributes: { ...attributes, ...messageAttributes(envelope) } }, traceContext.ofPublication(traceContext.read(envelope)));
        return this.measure(span, () => this.broker.request(query, traceContext.write(envelope, span), options), (outcome, seconds) => metrics.countAsked({ ...attributes, ...outcome }, seconds));
    }

    answer(query: string, handler: (envelope: Envelope) => Promise<unknown>): Promise<Consumer> {
        const { api, metrics, tracer, traceContext } = this.instruments;
        const attributes = this.operation(query, 'answer', 'process');
        return this.broker.answer(query, envelope => {
            const parent = traceContext.ofDelivery(traceContext.read(envelope));
            const span = tracer.startSpan(`answer ${query}`, { kind: spanKinds.server, attributes: { ...attributes, ...messageAttributes(envelope) } }, parent);
            return this.measure(span, () => api.context.with(api.trace.setSpan(parent, span), () => handler(traceContext.write(envelope, span))), metrics.begin(attributes));
        });
    }

    close(): Promise<void> {
        return this.broker.close();
    }

    private process(delivery: Delivery, handler: DeliveryHandler): Promise<void> {
        const { api, metrics, tracer, traceContext } = this.instruments;
        const { channel, subscription, envelope, attempt } = delivery;
        const attributes = this.consumerAttributes(channel, subscription);
        const created = traceContext.read(envelope);
        const parent = traceContext.ofDelivery(created);
        const span = tracer.startSpan(`process ${channel}`, {
            kind: spanKinds.consumer,
            attributes: { ...attributes, ...messageAttributes(envelope), 'sluice.delivery.attempt': attempt },
            ...(created && { links: [{ context: created }] }),
        }, parent);
        return this.measure(span, () => api.context.with(api.trace.setSpan(parent, span), () => handler({ ...delivery, envelope: traceContext.write(envelope, span) })), metrics.begin(attributes));
    }

    /** Ends the span when the work has settled, and passes its result on. */
    private async measure<Result>(span: OpenTelemetrySpan, work: () => Promise<Result>, count: (outcome: Attributes, seconds: number) => void): Promise<Result> {
        const began = performance.now();
        const outcome: Attributes = {};
        try {
            return await work();
        } catch (error) {
            outcome['error.type'] = errorType(error);
            span.setAttribute('error.type', outcome['error.type']).setStatus({ code: errorStatus, message: failureReason(error) });
            throw error;
        } finally {
            span.end();
            count(outcome, (performance.now() - began) / 1000);
        }
    }

    private countFailure(failure: DeliveryFailure): void {
        const { channel, subscription } = failure.kind === 'retried' ? failure.delivery : failure.deadLetter;
        this.instruments.metrics.countFailure(failure, this.consumerAttributes(channel, subscription));
    }

    private consumerAttributes(channel: string, subscription: string): Attributes {
        const attributes = this.destination(channel, 'process', 'process');
        // A queue's one subscription is the queue itself.
        if (subscription !== channel) attributes['messaging.destination.subscription.name'] = subscription;
        return attributes;
    }

    private destination(channel: string, operation: string, type: string): Attributes {
        return { ...this.operation(channel, operation, type), 'sluice.destination.kind': this.kinds.get(channel) ?? 'queue' };
    }

    private operation(destination: string, operation: string, type: string): Attributes {
        return { 'messaging.system': this.system, 'messaging.destination.name': destination, 'messaging.operation.name': operation, 'messaging.operation.type': type };
    }
}

/** What tells a message from others; nothing of its data, and not its key, which may be a person's. */
function messageAttributes({ id, type, correlationid }: Envelope): Attributes {
    return { 'messaging.message.id': id, 'messaging.message.conversation_id': correlationid, 'cloudevents.event_type': type };
}

/** Of low cardinality: the broker's code, or the error's name. */
function errorType(error: unknown): string {
    if (!(error instanceof Error)) return '_OTHER';
    return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
