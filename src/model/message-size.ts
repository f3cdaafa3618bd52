import type { Field, Type } from './flow-model.js';
import type { TypeIndex } from './type-index.js';

/** What the attributes of an envelope take beside the message itself, in bytes. */
const envelopeSize = 500;

/** What values take whose length nobody has bounded: short, because a guess must not be held against anyone. */
const unbounded = { text: 40, bytes: 40, json: 40, list: 1, map: 1 };

/**
 * Estimates how many bytes messages take as JSON at their largest, as far as their types say so: every text and list as long as
 * it may be, at a byte a letter. What has no bound counts as short.
 */
export class MessageSizes {
    /** By the id of a type that was declared with fields, or of an enum. */
    private readonly known = new Map<string, number>();

    constructor(private readonly types: TypeIndex) {}

    /** A whole message with its envelope. */
    message(fields: readonly Field[]): number {
        return envelopeSize + this.fields(fields);
    }

    private fields(fields: readonly Field[]): number {
        let size = '{}'.length;
        for (const field of fields) size += this.field(field);
        return size;
    }

    /** One field, its name included. */
    field({ name, type }: Field): number {
        return name.length + '"":,'.length + this.value(type);
    }

    private value(written: Type): number {
        const type = this.types.underlying(written);
        switch (type?.kind) {
            case undefined: return 0;
            case 'primitive': return primitiveSize(type);
            case 'list': return '[]'.length + (type.bounds?.maximum ?? unbounded.list) * (this.value(type.element) + ','.length);
            case 'map': return '{}'.length + unbounded.map * (unbounded.text + this.value(type.value));
            case 'union': return Math.max(0, ...type.alternatives.map(alternative => this.value(alternative)));
            case 'named': return this.named(type.reference.target ?? '');
        }
    }

    private named(id: string): number {
        const known = this.known.get(id);
        if (known !== undefined) return known;
        // What holds itself ends somewhere, and nobody knows where.
        this.known.set(id, 0);
        const fields = this.types.declaredFields(id);
        const size = fields ? this.fields(fields) : Math.max(0, ...(this.types.enum(id)?.values ?? []).map(({ name }) => `"${name}"`.length));
        this.known.set(id, size);
        return size;
    }
}

function primitiveSize({ name, bounds, pattern }: Type & { kind: 'primitive' }): number {
    switch (name) {
        case 'string': return '""'.length + (pattern === undefined ? bounds?.maximum ?? unbounded.text : unbounded.text);
        // As Base64: four letters for three bytes.
        case 'bytes': return '""'.length + Math.ceil((bounds?.maximum ?? unbounded.bytes) / 3) * 4;
        case 'json': return unbounded.json;
        case 'boolean': return 'false'.length;
        case 'int': return 11;
        case 'long': return 16;
        case 'float':
        case 'decimal': return 24;
        case 'uuid': return 38;
        case 'date': return 12;
        case 'time': return 17;
        case 'timestamp': return 26;
        case 'duration': return 20;
    }
}
