import { join, resolve } from 'node:path';
import type { DeployedFacts } from '../model/deployed-facts.js';
import type { Configuration, FileSystem } from './system.js';

/**
 * What was generated for a system before, as far as brokers cannot change it in place: taken from the configuration that lies in
 * the folder of its output. A file that is missing, or is not what is generated, says nothing.
 */
export async function readDeployed(root: string, { generate }: Configuration, fileSystem: FileSystem): Promise<DeployedFacts> {
    const folder = resolve(root, generate.out, 'config');
    const partitions = new Facts<number>();
    for (const content of await readAll(join(folder, 'kafka'), 'topics.json', fileSystem)) {
        for (const { name, partitions: count } of recordsOf(content, 'topics')) if (typeof name === 'string' && Number.isInteger(count)) partitions.add(name, count as number);
    }
    const queueArguments = new Facts<DeployedFacts['queueArguments'][string]>();
    for (const content of await readAll(join(folder, 'rabbitmq'), 'definitions.json', fileSystem)) {
        for (const { name, arguments: declared } of recordsOf(content, 'queues')) if (typeof name === 'string' && isArguments(declared)) queueArguments.add(name, declared);
    }
    return { partitions: partitions.toRecord(), queueArguments: queueArguments.toRecord() };
}

/** Facts by name. Of what two brokers have differently under one name nothing is known, as the name does not say which is meant. */
class Facts<Value> {
    private readonly byName = new Map<string, Value | undefined>();

    add(name: string, value: Value): void {
        const isContradicted = this.byName.has(name) && JSON.stringify(this.byName.get(name)) !== JSON.stringify(value);
        this.byName.set(name, isContradicted ? undefined : value);
    }

    toRecord(): Record<string, Value> {
        return Object.fromEntries([...this.byName].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
    }
}

/** The JSON in the files of a name in a folder and the folders in it: a system with several brokers of a kind has a folder for each. */
async function readAll(folder: string, file: string, fileSystem: FileSystem): Promise<unknown[]> {
    if (await fileSystem.kindOf(folder) !== 'folder') return [];
    const folders = (await fileSystem.list(folder)).filter(entry => entry.folder).map(({ name }) => join(folder, name));
    const found: unknown[] = [];
    for (const path of [folder, ...folders].map(each => join(each, file))) {
        if (await fileSystem.kindOf(path) !== 'file') continue;
        try {
            found.push(JSON.parse(new TextDecoder().decode(await fileSystem.readFile(path))));
        } catch {
            // It will be written anew.
        }
    }
    return found;
}

function recordsOf(content: unknown, key: string): Record<string, unknown>[] {
    const list = isRecord(content) ? content[key] : undefined;
    return Array.isArray(list) ? list.filter(isRecord) : [];
}

function isArguments(value: unknown): value is DeployedFacts['queueArguments'][string] {
    return isRecord(value) && Object.values(value).every(argument => ['string', 'number', 'boolean'].includes(typeof argument));
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
