import { measure } from '../encode.js';
import type { Envelope } from '../envelope.js';

/** A message as a channel keeps it: as text, so that no one who has it can change it for others. */
export class StoredMessage {
    readonly position: number;
    readonly text: string;
    readonly type: string;
    readonly key: string | undefined;
    readonly priority: number;
    readonly publishedAt: number;
    /** From when it may be given out. */
    readonly availableAt: number;
    /** From when it may not be given out any more. */
    readonly expiresAt: number;
    /** What is wrong with the bytes for which it stands. */
    readonly defect: string | undefined;
    private size: number | undefined;
    private view: Envelope | undefined;

    constructor(fields: Pick<StoredMessage, 'position' | 'text' | 'type' | 'key' | 'priority' | 'publishedAt' | 'availableAt' | 'expiresAt'> & { readonly defect?: string }) {
        this.position = fields.position;
        this.text = fields.text;
        this.type = fields.type;
        this.key = fields.key;
        this.priority = fields.priority;
        this.publishedAt = fields.publishedAt;
        this.availableAt = fields.availableAt;
        this.expiresAt = fields.expiresAt;
        this.defect = fields.defect;
    }

    /** Its size as JSON in UTF-8. */
    get bytes(): number {
        this.size ??= measure(this.text);
        return this.size;
    }

    /** A copy of its own for each caller. */
    read(): Envelope {
        return JSON.parse(this.text) as Envelope;
    }

    /** One frozen copy for all who only look. */
    get envelope(): Envelope {
        this.view ??= freeze(this.read());
        return this.view;
    }
}

function freeze<T>(value: T): T {
    if (typeof value === 'object' && value !== null) {
        Object.values(value).forEach(freeze);
        Object.freeze(value);
    }
    return value;
}
