export * from './answers.js';
export * from './matching.js';
export * from './mismatch.js';
export * from './scenario.js';
