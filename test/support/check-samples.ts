import type { FlowModel } from '../../src/model/flow-model.js';
import type { SchemaCheck } from '../../src/runtime/index.js';
import { folderOf, quote, validatorName } from '../../src/targets/typescript/naming.js';
import { sampleName } from '../../src/targets/typescript/samples-module.js';
import { load } from './generated-program.js';

interface Samples {
    validators: Record<string, SchemaCheck>;
    samples: Record<string, Record<string, () => object>>;
}

/** An entry module for `findInvalidSamples`, of a system whose output lies in `generated` beside it. */
export function samplesEntry(model: FlowModel): string {
    return [
        `import * as validators from './generated/validators.js';`,
        ...model.contexts.map(({ id }, index) => `import * as samples${index} from './generated/${folderOf(id)}/samples.js';`),
        `export { validators };`,
        `export const samples = { ${model.contexts.map(({ id }, index) => `${quote(id)}: samples${index}`).join(', ')} };`,
    ].join('\n');
}

/** What validators say of samples, of several systems that lie in folders of one: by system, empty where all are valid. */
export async function findInvalidSamples(folder: string, entry: string, systems: ReadonlyMap<string, FlowModel>): Promise<string[]> {
    const loaded = await load<Record<string, Samples>>(folder, entry);
    const problems: string[] = [];
    for (const [name, model] of systems) {
        const { validators, samples } = loaded[name]!;
        for (const message of model.messages) {
            const check = validators[validatorName(message)]!;
            const sample = samples[message.context]![sampleName(message)]!();
            if (!check(sample)) problems.push(`${name}: ${message.id} ${JSON.stringify(sample)}: ${JSON.stringify(check.errors)}`);
        }
    }
    return problems;
}
