/**
 * A message as it travels: CloudEvents 1.0 in structured JSON form
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
 */
export interface Envelope<Data = unknown> {
    readonly specversion: '1.0';
    /** Unique per source; what consumers are idempotent by. */
    readonly id: string;
    /** The part that made it, as a URI reference: `/ordering/order`. */
    readonly source: string;
    /** The message's qualified name and version: `Ordering.OrderPlaced.v1`. */
    readonly type: string;
    /** RFC 3339, of the application's clock. */
    readonly time: string;
    /** The message's key. */
    readonly subject?: string;
    readonly datacontenttype: 'application/json';
    readonly dataschema?: string;
    readonly traceparent?: string;
    readonly tracestate?: string;
    /** The id of the first message of the flow; the same in all that follows from it. */
    readonly correlationid: string;
    /** The id of the message that set this one off. */
    readonly causationid?: string;
    readonly data: Data;
    /** Header fields of the spec, as CloudEvents extension attributes (lower case). */
    readonly [extension: string]: unknown;
}
