export * from './part-test.js';
