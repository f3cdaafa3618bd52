export * from './application.js';
export * from './by-name.js';
export * from './definition.js';
export * from './messages.js';
export * from './parts.js';
export type { AggregateMoment, AuditEntry, LogMoment } from './past.js';
export * from './tagged.js';
export * from './values.js';
