import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FlowModel, Origin } from '../../src/model/flow-model.js';
import { buildModel } from '../support/build-model.js';

/** An example as it was read: its files' texts, its model and what is wrong with the files, as `file:line: message`. */
export interface OpenedExample {
    folder: string;
    files: { uri: string; text: string }[];
    model: FlowModel;
    problems: string[];
}

/** Reads all of an example without its configuration, so that it is tested apart from the workspace. */
export async function openExample(name: string): Promise<OpenedExample> {
    const folder = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
    const files = specificationsIn(folder).map(path => ({ uri: pathToFileURL(path).toString(), text: readFileSync(path, 'utf8') }));
    const { model, diagnostics } = await buildModel(files.map(({ uri, text }) => ({ name: uri.replace('file:///', ''), text })));
    return { folder, files, model, problems: diagnostics.map(({ message, origin }) => describePlace(folder, origin, message)) };
}

/** `file:line: message`, with the file relative to the example. */
export function describePlace(folder: string, { uri, range }: Origin, message: string): string {
    return `${relative(folder, fileURLToPath(uri)).replaceAll(sep, '/')}:${range.start.line + 1}: ${message}`;
}

function specificationsIn(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true })
        .flatMap(entry => {
            const path = join(folder, entry.name);
            return entry.isDirectory() ? specificationsIn(path) : entry.name.endsWith('.sluice') ? [path] : [];
        })
        .sort();
}
