import type { Bounds } from '../../model/flow-model.js';
import type { GeneratedFile } from '../generated-file.js';
import type { Brand } from './brands.js';
import { Module } from './modules.js';
import { articleOf, quote } from './naming.js';
import { formats } from '../../model/formats.js';
import type { Generation } from './shapes.js';
import { block } from './writer.js';

/** `ids.ts`: a type of its own for each kind of id, and what makes one of a text; nothing where there are none. */
export function writeIds({ brands, version }: Generation): GeneratedFile[] {
    if (brands.all.length === 0) return [];
    const module = new Module('ids.ts', version);
    const symbol = brands.all.some(({ maker }) => maker === 'brand') ? 'brand_' : 'brand';
    module.add(`declare const ${symbol}: unique symbol;`, 'Tells kinds of ids apart for the compiler alone: no value has it.');
    for (const brand of [...brands.all].sort((left, right) => (left.type < right.type ? -1 : 1))) addBrand(brand, symbol, module);
    return [module.toFile()];
}

function addBrand(brand: Brand, symbol: string, module: Module): void {
    const { type, maker, bearers } = brand;
    const one = `${articleOf(type)} ${type}`;
    const capitalized = one.replace('a', 'A');
    const isUuid = bearers.every(bearer => bearer.type.name === 'uuid');
    const names = [...new Set(bearers.map(({ name }) => `\`${name}\``))].sort();
    module.add(`export type ${type} = string & { readonly [${symbol}]: ${quote(type)} };`, `What ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'}: ${isUuid ? 'a UUID' : 'a text'} that is taken for no other id.`);
    const { bounds, pattern } = limitsOf(brand);
    const checks = [
        ...(isUuid ? [check(`!/${formats.uuid!.source}/.test(text)`, `${capitalized} must be a UUID, such as 3b241101-e2bb-4255-8caf-4136c566a962.`)] : []),
        ...lengthChecks(bounds, capitalized),
        ...(pattern === undefined ? [] : [check(`!new RegExp(${quote(`^(?:${pattern})$`)}, 'u').test(text)`, `${capitalized} must match /${pattern}/.`)]),
    ];
    module.add(block(`export function ${maker}(text: string): ${type}`, [...checks, `return text as ${type};`]), `A text as ${articleOf(type)} \`${type}\`${checks.length > 0 ? '; throws a TypeError where it cannot be one' : ''}.`);
}

/** Every id of the kind keeps within these; validators know what each field has besides. */
function limitsOf({ bearers }: Brand): { bounds: Bounds; pattern?: string } {
    const types = bearers.map(({ type }) => type);
    const minimum = Math.min(...types.map(({ bounds }) => bounds?.minimum ?? 0));
    const maximum = Math.max(...types.map(({ bounds }) => bounds?.maximum ?? Infinity));
    const [pattern] = types.map(type => type.pattern);
    return {
        bounds: { ...(minimum > 0 && { minimum }), ...(maximum < Infinity && { maximum }) },
        ...(pattern !== undefined && types.every(type => type.pattern === pattern) && { pattern }),
    };
}

function lengthChecks({ minimum, maximum }: Bounds, what: string): string[] {
    return [
        ...(minimum === undefined ? [] : [check(`text.length < ${minimum}`, `${what} must have ${minimum} characters or more.`)]),
        ...(maximum === undefined ? [] : [check(`text.length > ${maximum}`, `${what} must have ${maximum} characters or fewer.`)]),
    ];
}

function check(condition: string, message: string): string {
    return `if (${condition}) throw new TypeError(${quote(message)});`;
}
