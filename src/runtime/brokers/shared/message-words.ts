import type { ChannelDefinition } from '../../broker.js';
import type { Envelope } from '../../envelope.js';
import { encodeToken } from './tokens.js';

/** The words of a type without its version: `Plant.Measured.v2` is `Plant`, `Measured`. */
export function typeWords(type: string): string[] {
    return type.replace(/\.v\d+$/, '').split('.').map(encodeToken);
}

/** The words by which a message is routed: those of its type, then the values of the fields by which its channel routes. */
export function messageWords({ routeBy = [] }: Pick<ChannelDefinition, 'routeBy'>, { type, data }: Pick<Envelope, 'type' | 'data'>): string[] {
    const fields = typeof data === 'object' && data !== null ? data as Record<string, unknown> : {};
    return [...typeWords(type), ...routeBy.map(name => encodeToken(textOf(fields[name])))];
}

function textOf(value: unknown): string {
    if (value === undefined) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
}
