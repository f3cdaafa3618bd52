import type { Envelope } from '../envelope.js';
import type { MessageDefinition } from './messages.js';
import type { PartSettings } from './parts.js';

/** What makes two messages the same to a part: the envelope's id, or the value of the field that its settings name. */
export function identityOf({ idempotentBy }: PartSettings, message: MessageDefinition<object>, data: object, envelope: Envelope): string {
    if (idempotentBy === 'id') return envelope.id;
    const value = (data as Readonly<Record<string, unknown>>)[idempotentBy] ?? envelope.id;
    return `${message.name}/${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
