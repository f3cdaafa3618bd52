import { Ajv, type ErrorObject } from 'ajv';
import { closest, distance } from 'fastest-levenshtein';
import schema from '../../schema/config.json' with { type: 'json' };
import { pointerStep } from './json.js';
import { relevantSchema } from './relevant-schema.js';

/** The first thing wrong with a configuration; `pointer` says where. */
export interface SchemaMistake {
    pointer: string;
    message: string;
    hint: string;
}

/** What of `value` is not as `schema/config.json` says; undefined when all is well. */
export function findSchemaMistake(value: unknown): SchemaMistake | undefined {
    const validator = new Ajv({ allErrors: true, verbose: true, strict: false, validateSchema: false });
    if (validator.validate(relevantSchema(schema, value), value)) return undefined;
    // Of several complaints about one place the innermost says what to write.
    const errors = (validator.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf');
    const [first] = [...errors].sort((left, right) => depthOf(right) - depthOf(left));
    return first && describe(first);
}

function depthOf({ instancePath }: ErrorObject): number {
    return instancePath.split('/').length;
}

function describe(error: ErrorObject): SchemaMistake {
    const pointer = error.instancePath;
    const name = nameOf(pointer);
    switch (error.keyword) {
        case 'additionalProperties': {
            const unknown = String((error.params as { additionalProperty: string }).additionalProperty);
            const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {}).filter(key => key !== '$schema');
            const inRules = pointer === '/rules' || pointer.startsWith('/rules/contexts/');
            return {
                pointer: `${pointer}${pointerStep(unknown)}`,
                message: pointer === '' ? `There is no setting "${unknown}".` : `There is no setting "${unknown}" in ${name}.`,
                hint: inRules && !unknown.includes('/') ? `Rules are named by group and name, such as "naming/past-tense"; 'sluice explain' lists them.${known.length > 0 ? suggest(unknown, known) : ''}`
                    : known.length > 0 ? `${suggest(unknown, known).trim() || `Possible here: ${known.map(key => `"${key}"`).join(', ')}.`}` : 'Remove it.',
            };
        }
        case 'enum': {
            const allowed = (error.params as { allowedValues: unknown[] }).allowedValues.map(value => JSON.stringify(value));
            return { pointer, message: `${name} cannot be ${shown(error.data)}.`, hint: `Write ${listOf(allowed)}.` };
        }
        case 'type':
            return { pointer, message: `${name} must be ${typeNames[String((error.params as { type: string }).type)] ?? 'of another type'}, not ${shown(error.data)}.`, hint: 'Correct its value.' };
        case 'minLength':
        case 'minItems':
            return { pointer, message: `${name} is empty.`, hint: 'Give a value, or remove the setting for its default.' };
        case 'uniqueItems':
            return { pointer, message: `${name} names something twice.`, hint: 'Keep one of them.' };
        default:
            return { pointer, message: `${name} ${error.message ?? 'is not valid'}.`, hint: 'Correct its value.' };
    }
}

const typeNames: Record<string, string> = { object: 'an object in braces', array: 'a list in brackets', string: 'a text', number: 'a number', boolean: 'true or false' };

function nameOf(pointer: string): string {
    if (pointer === '') return 'The configuration';
    const steps = pointer.slice(1).split('/').map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    return `"${steps.join('.')}"`;
}

function shown(value: unknown): string {
    const text = JSON.stringify(value) ?? 'nothing';
    return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function suggest(unknown: string, known: string[]): string {
    const nearest = closest(unknown, known);
    return distance(unknown.toLowerCase(), nearest.toLowerCase()) <= 2 ? ` Did you mean "${nearest}"?` : '';
}

function listOf(items: string[]): string {
    return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}
