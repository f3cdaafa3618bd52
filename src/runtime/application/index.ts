export * from './application.js';
export * from './messages.js';
export * from './parts.js';
export * from './values.js';
