export * from './deliveries-in-hand.js';
export * from './health-listener.js';
export * from './health-server.js';
export * from './health.js';
export * from './logger.js';
export type * from './open-telemetry-api.js';
export * from './open-telemetry.js';
export * from './stop-on-signals.js';
export * from './telemetry.js';
