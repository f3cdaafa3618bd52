import type { Rule } from '../rule.js';
import { classificationLowered } from './classification-lowered.js';
import { piiInChannelName } from './pii-in-channel-name.js';
import { piiInKey } from './pii-in-key.js';
import { piiKeptForever } from './pii-kept-forever.js';
import { piiLeavesContext } from './pii-leaves-context.js';
import { piiUnencrypted } from './pii-unencrypted.js';

/** The rules of the group `privacy`, by name. */
export const privacyRules: readonly Rule[] = [
    classificationLowered,
    piiInChannelName,
    piiInKey,
    piiKeptForever,
    piiLeavesContext,
    piiUnencrypted,
];
