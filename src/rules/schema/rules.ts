import type { Rule } from '../rule.js';
import { derivedField } from './derived-field.js';
import { duplicateType } from './duplicate-type.js';
import { enumWithoutDefault } from './enum-without-default.js';
import { idTypeMismatch } from './id-type-mismatch.js';
import { missingUpcast } from './missing-upcast.js';
import { moneyAsFloat } from './money-as-float.js';
import { noPayload } from './no-payload.js';
import { optionalKey } from './optional-key.js';
import { prototypeField } from './prototype-field.js';
import { recursiveType } from './recursive-type.js';
import { secretInPayload } from './secret-in-payload.js';
import { timestampAsString } from './timestamp-as-string.js';
import { unboundedList } from './unbounded-list.js';
import { unboundedString } from './unbounded-string.js';
import { untypedPayload } from './untyped-payload.js';
import { versionGap } from './version-gap.js';

/** The rules of the group `schema`, by name. */
export const schemaRules: readonly Rule[] = [
    derivedField,
    duplicateType,
    enumWithoutDefault,
    idTypeMismatch,
    missingUpcast,
    moneyAsFloat,
    noPayload,
    optionalKey,
    prototypeField,
    recursiveType,
    secretInPayload,
    timestampAsString,
    unboundedList,
    unboundedString,
    untypedPayload,
    versionGap,
];
