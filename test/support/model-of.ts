import type { FlowModel } from '../../src/model/flow-model.js';
import { buildModel } from './build-model.js';

/** The model of specifications given as texts; throws where they have syntax errors or names that do not resolve. */
export async function modelOf(...texts: string[]): Promise<FlowModel> {
    const { model, diagnostics } = await buildModel(texts.map((text, index) => ({ name: `system/${index + 1}.sluice`, text })));
    if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message, origin }) => `${origin.uri}:${origin.range.start.line + 1}: ${message}`).join('\n'));
    return model;
}
