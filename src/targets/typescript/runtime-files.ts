import { brokersInUse } from '../../model/brokers/placement.js';
import type { FlowModel } from '../../model/flow-model.js';

/** The files of the runtime that a system needs, by their paths: all but the brokers that it does not run on, and what only those use. */
export function runtimeFilesFor(model: FlowModel, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const needed = new Set([...files.keys()].filter(path => !path.startsWith('brokers/')));
    for (const { kind } of brokersInUse(model)) if (files.has(`brokers/${kind}.ts`)) needed.add(`brokers/${kind}.ts`);
    // What is added on the way is walked as well.
    for (const path of needed) {
        for (const imported of importsOf(path, files.get(path) ?? '')) if (files.has(imported)) needed.add(imported);
    }
    return new Map([...files].filter(([path]) => needed.has(path)));
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
