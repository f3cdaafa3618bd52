import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '../model/diagnostic.js';
import { listRules } from '../rules/explain.js';
import { suggestIds } from '../rules/suggest-ids.js';
import { parseJson, placeOf, pointerStep } from './json.js';
import type { Configuration, FileSystem } from './system.js';

/** A warning, with the code `configuration`, for every rule in a configuration that does not exist. */
export async function findUnknownRules({ path, rules: { rules, contexts } }: Configuration, fileSystem: FileSystem): Promise<Diagnostic[]> {
    const written = [
        ...Object.keys(rules).map(id => ({ id, pointer: ['rules', id] })),
        ...Object.entries(contexts).flatMap(([context, settings]) => Object.keys(settings).map(id => ({ id, pointer: ['rules', 'contexts', context, id] }))),
    ];
    if (path === undefined || written.length === 0) return [];
    const ids = listRules().map(({ id }) => id);
    const known = new Set(ids);
    const unknown = written.filter(({ id }) => !known.has(id));
    if (unknown.length === 0) return [];
    const text = new TextDecoder().decode(await fileSystem.readFile(path));
    const { offsets } = parseJson(text, basename(path));
    const prefix = basename(path) === 'package.json' ? pointerStep('sluice') : '';
    return unknown.map(({ id, pointer }) => {
        const { line, column } = placeOf(text, offsets.get(prefix + pointer.map(pointerStep).join('')) ?? 0);
        const start = { line: line - 1, character: column - 1 };
        const [nearest] = suggestIds(id, ids);
        return {
            code: 'configuration', severity: 'warning', related: [], fixes: [],
            message: `There is no rule '${id}', so this setting does nothing. ${nearest === undefined ? "Remove it; 'sluice explain' lists the rules." : `Did you mean '${nearest}'?`}`,
            origin: { uri: pathToFileURL(path).toString(), range: { start, end: { line: start.line, character: start.character + id.length + 2 } } },
        };
    });
}
