export { apply } from './apply.js';
export { drift } from './drift.js';
export { plan } from './plan.js';
