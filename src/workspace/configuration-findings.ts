import { basename, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '../model/diagnostic.js';
import type { FlowModel } from '../model/flow-model.js';
import { suggestIds } from '../rules/suggest-ids.js';
import { slashed } from './find-files.js';
import { createGlobMatcher } from './glob.js';
import { parseJson, placeOf, pointerStep } from './json.js';
import type { Configuration, FileSystem } from './system.js';

/** What a configuration has in vain: warnings, with the code `configuration`, for contexts that there are not and globs that match no file. */
export async function findVainSettings({ path, rules: { contexts, overrides } }: Configuration, root: string, files: readonly { path: string }[], model: FlowModel, fileSystem: FileSystem): Promise<Diagnostic[]> {
    if (path === undefined) return [];
    const known = model.contexts.map(({ id }) => id);
    const names = files.map(file => slashed(relative(root, file.path)));
    const vain = [
        ...Object.keys(contexts).filter(name => !known.includes(name)).map(name => {
            const [nearest] = suggestIds(name, known);
            return {
                pointer: ['rules', 'contexts', name], length: name.length,
                message: `There is no context '${name}', so these settings do nothing. ${nearest === undefined ? 'Remove them.' : `Did you mean '${nearest}'?`}`,
            };
        }),
        ...overrides.flatMap(({ files: globs }, index) => (names.some(createGlobMatcher(globs)) ? [] : [{
            pointer: ['rules', 'overrides', index, 'files', 0], length: globs[0]!.length,
            message: `No file of the system matches ${globs.map(glob => `'${glob}'`).join(', ')}, so these settings do nothing. Globs are relative to the folder of this file.`,
        }])),
    ];
    if (vain.length === 0) return [];
    const text = new TextDecoder().decode(await fileSystem.readFile(path));
    const { offsets } = parseJson(text, basename(path));
    const prefix = basename(path) === 'package.json' ? pointerStep('sluice') : '';
    return vain.map(({ pointer, length, message }) => {
        const { line, column } = placeOf(text, offsets.get(prefix + pointer.map(pointerStep).join('')) ?? 0);
        const start = { line: line - 1, character: column - 1 };
        return {
            code: 'configuration', severity: 'warning', message, related: [], fixes: [],
            origin: { uri: pathToFileURL(path).toString(), range: { start, end: { line: start.line, character: start.character + length + 2 } } },
        };
    });
}
