import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '../model/diagnostic.js';
import type { FlowModel } from '../model/flow-model.js';
import { suggestIds } from '../rules/suggest-ids.js';
import { createGlobMatcher } from './glob.js';
import type { Configuration } from './system.js';

/**
 * What a configuration has in vain: warnings, with the code `configuration`, for contexts that there are not and globs that
 * match none of `files`, which are relative to the root, with `/`. They are asked for only where there are globs.
 */
export function findVainSettings({ path, placeOf, rules: { contexts, overrides } }: Configuration, files: () => readonly string[], model: FlowModel): Diagnostic[] {
    if (path === undefined || !placeOf) return [];
    const known = model.contexts.map(({ id }) => id);
    const names = overrides.length === 0 ? [] : files();
    const vain = [
        ...Object.keys(contexts).filter(name => !known.includes(name)).map(name => {
            const [nearest] = suggestIds(name, known);
            return {
                steps: ['rules', 'contexts', name], length: name.length,
                message: `There is no context '${name}', so these settings do nothing. ${nearest === undefined ? 'Remove them.' : `Did you mean '${nearest}'?`}`,
            };
        }),
        ...overrides.flatMap(({ files: globs }, index) => (names.some(createGlobMatcher(globs)) ? [] : [{
            steps: ['rules', 'overrides', index, 'files', 0], length: globs[0]!.length,
            message: `No file of the system matches ${globs.map(glob => `'${glob}'`).join(', ')}, so these settings do nothing. Globs are relative to the folder of this file.`,
        }])),
    ];
    return vain.map(({ steps, length, message }) => {
        const start = placeOf(steps);
        return {
            code: 'configuration', severity: 'warning', message, related: [], fixes: [],
            origin: { uri: pathToFileURL(path).toString(), range: { start, end: { line: start.line, character: start.character + length + 2 } } },
        };
    });
}
