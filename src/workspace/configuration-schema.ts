import { Ajv, type ErrorObject } from 'ajv';
import { closest, distance } from 'fastest-levenshtein';
import schema from '../../schema/config.json' with { type: 'json' };
import { suggestIds } from '../rules/suggest-ids.js';
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
    // A rule's setting that is a list was meant to have options, any other to be a severity.
    const meant = errors.filter(({ instancePath, keyword, data }) => !isRule(instancePath) || (keyword === 'enum' ? !Array.isArray(data) : Array.isArray(data)));
    const [first] = [...(meant.length > 0 ? meant : errors)].sort((left, right) => depthOf(right) - depthOf(left));
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
            const place = `${pointer}${pointerStep(unknown)}`;
            if (holdsRules(pointer)) {
                return {
                    pointer: place, message: `There is no rule "${unknown}"${pointer === '/rules' ? '' : `, which ${name} names`}.`,
                    hint: suggestRule(unknown, known) || (unknown.includes('/') ? "'sluice explain' lists the rules." : `Rules are named by group and name, such as "naming/past-tense"; 'sluice explain' lists them.`),
                };
            }
            return {
                pointer: place,
                message: pointer === '' ? `There is no setting "${unknown}".` : `There is no setting "${unknown}" in ${name}.`,
                hint: known.length > 0 ? suggest(unknown, known).trim() || `Possible here: ${known.map(key => `"${key}"`).join(', ')}.` : 'Remove it.',
            };
        }
        case 'enum': {
            const allowed = (error.params as { allowedValues: unknown[] }).allowedValues.map(value => JSON.stringify(value));
            return {
                pointer, message: `${name} cannot be ${shown(error.data)}.`,
                hint: `Write ${listOf(allowed)}${isRule(pointer) && !Array.isArray(error.data) ? `, or a severity and options in a list: ["warning", { … }]` : ''}.`,
            };
        }
        case 'type':
            return { pointer, message: `${name} must be ${typeNames[String((error.params as { type: string }).type)] ?? 'of another type'}, not ${shown(error.data)}.`, hint: 'Correct its value.' };
        case 'maxItems':
            return {
                pointer, message: `${name} has too much in its list.`,
                hint: isRule(pointer) ? (error.params as { limit: number }).limit === 1 ? 'This rule has no options: write its severity alone.' : 'Write a severity and one object of options.' : 'Leave some out.',
            };
        case 'required':
            return { pointer, message: `${name} lacks "${(error.params as { missingProperty: string }).missingProperty}".`, hint: 'Add it.' };
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

/** Whether the pointer leads to an object whose members are rules. */
function holdsRules(pointer: string): boolean {
    return /^\/rules(\/contexts\/[^/]+|\/overrides\/\d+\/rules)?$/.test(pointer);
}

function isRule(pointer: string): boolean {
    return holdsRules(pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))) && pointer.slice(pointer.lastIndexOf('/')).includes('~1');
}

function suggestRule(unknown: string, known: string[]): string {
    const [nearest] = suggestIds(unknown, known.filter(key => key.includes('/')));
    return nearest === undefined ? suggest(unknown, known).trim() : `Did you mean "${nearest}"?`;
}

function suggest(unknown: string, known: string[]): string {
    const nearest = closest(unknown, known);
    return distance(unknown.toLowerCase(), nearest.toLowerCase()) <= 2 ? ` Did you mean "${nearest}"?` : '';
}

function listOf(items: string[]): string {
    return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}
