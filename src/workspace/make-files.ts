import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FlowModel } from '../model/flow-model.js';
import { SluiceError } from '../model/sluice-error.js';
import type { GeneratedFile } from '../targets/generated-file.js';
import type { IdTypes } from '../targets/typescript/brands.js';
import { slashed } from './find-files.js';
import type { OutputFolders } from './plan-files.js';
import type { OpenedSystem } from './system.js';

/** What one of our targets gets besides the model. */
export interface TargetOptions {
    version: string;
    folders: OutputFolders;
    ids: IdTypes;
    /** What generated code takes along, by its paths in the runtime's folder. */
    runtimeFiles: ReadonlyMap<string, string>;
}

const brokerTargets = {
    kafka: async (model, { version }) => (await import('../targets/kafka/kafka.js')).generateKafka(model, { version }),
    rabbitmq: async (model, { version }) => (await import('../targets/rabbitmq/rabbitmq.js')).generateRabbitmq(model, { version }),
    nats: async (model, { version }) => (await import('../targets/nats/nats.js')).generateNats(model, { version }),
    redis: async (model, { version }) => (await import('../targets/redis/redis.js')).generateRedis(model, { version }),
} satisfies Record<string, (model: FlowModel, options: TargetOptions) => Promise<GeneratedFile[]>>;

const targets: Record<string, (model: FlowModel, options: TargetOptions) => Promise<GeneratedFile[]>> = {
    typescript: async (model, { version, ids, runtimeFiles, folders: { root, out, handlers } }) => (await import('../targets/typescript/typescript.js')).generateTypeScript(model, {
        version,
        ids,
        root: pathToFileURL(root).toString(),
        runtimeFiles,
        handlers: pathBetween(out, handlers),
        out: pathBetween(handlers, out),
    }),
    ...brokerTargets,
    compose: async (model, { version }) => (await import('../targets/compose/compose.js')).generateCompose(model, { version }),
};

/** The names that `--target` and "generate.targets" know. */
export const targetNames: readonly string[] = Object.keys(targets);

/** What is generated unless said otherwise: TypeScript, each kind of broker in use that has a configuration, and a compose file where there is one. */
export function defaultTargets(model: FlowModel): string[] {
    const kinds = Object.keys(brokerTargets).filter(kind => model.brokers.some(broker => broker.kind === kind));
    return ['typescript', ...kinds, ...(kinds.length > 0 ? ['compose'] : [])];
}

/** Whether a target's name is the path of a module of the team's own. */
export function isOwnTarget(name: string): boolean {
    return /^\.{1,2}[/\\]/.test(name);
}

/** Makes the files of a target that is none of ours. */
export type OtherTarget = (name: string) => Promise<GeneratedFile[]>;

/** The files of the named targets, as `generateFiles` gives them, without the reading of any file: what is not ours is left to `makeOther`. */
export async function makeFiles(
    { configuration, model }: Pick<OpenedSystem, 'configuration' | 'model'>,
    { names, makeOther, ...options }: { names: readonly string[]; makeOther: OtherTarget } & Omit<TargetOptions, 'ids'>,
): Promise<GeneratedFile[]> {
    const files: GeneratedFile[] = [];
    const makers = new Map<string, string>();
    for (const name of [...new Set(names)].sort()) {
        const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
        if (!target && !isOwnTarget(name)) throw new SluiceError(`There is no target '${name}'.`, { hint: `Targets are ${targetNames.join(', ')}, and modules of your own such as './targets/mine.ts'.` });
        const made = target ? await target(model, { ...options, ids: configuration.generate.ids }) : await makeOther(name);
        for (const { path, scaffold } of made) {
            const place = `${scaffold ? 'handlers' : 'out'}:${path}`;
            const other = makers.get(place);
            if (other !== undefined) throw new SluiceError(`The targets '${other}' and '${name}' both write '${path}'.`, { hint: 'Give one of them another path.' });
            makers.set(place, name);
        }
        files.push(...made);
    }
    return files.sort((left, right) => (left.path < right.path ? -1 : left.path > right.path ? 1 : 0));
}

/** The folders of a system's output; an overriding `out` is relative to the current folder. */
export function outputFolders({ root, configuration }: Pick<OpenedSystem, 'root' | 'configuration'>, overrides: { out?: string } = {}): OutputFolders {
    return {
        root,
        out: overrides.out === undefined ? resolve(root, configuration.generate.out) : resolve(overrides.out),
        handlers: resolve(root, configuration.generate.handlers),
    };
}

function pathBetween(from: string, to: string): string {
    const path = slashed(relative(from, to));
    return path === '' ? '.' : path.startsWith('.') ? path : `./${path}`;
}
