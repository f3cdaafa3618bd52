import { serverKinds, type ServerKind } from '../../model/brokers/promises.js';
import type { FlowModel } from '../../model/flow-model.js';

/**
 * The files of the runtime that a system needs, by their paths: all but the brokers that it does not run on, and what only those use.
 * A system of several brokers has none of them, because one program speaks to one broker only.
 */
export function runtimeFilesFor(model: FlowModel, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const kind = soleServer(model);
    const needed = new Set([...files.keys()].filter(path => !path.startsWith('brokers/')));
    if (kind !== undefined && files.has(`brokers/${kind}.ts`)) needed.add(`brokers/${kind}.ts`);
    // What is added on the way is walked as well.
    for (const path of needed) {
        for (const imported of importsOf(path, files.get(path) ?? '')) if (files.has(imported)) needed.add(imported);
    }
    return new Map([...files].filter(([path]) => needed.has(path)));
}

/** The kind of server on which all channels of a system are; undefined where there are several brokers, or the embedded one. */
export function soleServer(model: FlowModel): ServerKind | undefined {
    const [first, ...others] = new Map(model.channels.map(({ broker, brokerKind }) => [broker.value, brokerKind])).values();
    return others.length === 0 ? serverKinds.find(kind => kind === first) : undefined;
}

function importsOf(path: string, text: string): string[] {
    return [...text.matchAll(/(?:from|import) '(\.[^']+)\.js'/g)].map(([, specifier]) => {
        const words = path.split('/').slice(0, -1);
        for (const word of specifier!.split('/')) {
            if (word === '..') words.pop();
            else if (word !== '.') words.push(word);
        }
        return `${words.join('/')}.ts`;
    });
}
