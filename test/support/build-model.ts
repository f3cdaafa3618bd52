import { DocumentState, URI, type LangiumDocument } from 'langium';
import { collectDocumentDiagnostics } from '../../src/language/document-diagnostics.js';
import { createSluiceServices, type SluiceCoreServices } from '../../src/language/sluice-module.js';
import { buildFlowModel } from '../../src/language/to-model.js';
import type { Diagnostic } from '../../src/model/diagnostic.js';
import type { FlowModel } from '../../src/model/flow-model.js';

export interface BuiltModel {
    model: FlowModel;
    diagnostics: Diagnostic[];
}

let services: SluiceCoreServices | undefined;
let last: Promise<unknown> = Promise.resolve();

/** A system read from texts alone: its model, and what does not parse or link. The services are made once, which takes longer than to read most systems. */
export function buildModel(files: { name: string; text: string }[]): Promise<BuiltModel> {
    services ??= createSluiceServices();
    const built = last.then(() => build(services!, files));
    // The services know one system at a time.
    last = built.catch(() => undefined);
    return built;
}

async function build({ shared: { workspace }, sluice }: SluiceCoreServices, files: { name: string; text: string }[]): Promise<BuiltModel> {
    const documents: LangiumDocument[] = files.map(({ name, text }) => workspace.LangiumDocumentFactory.fromString(text, URI.parse(`file:///${name}`)));
    try {
        for (const document of documents) {
            await workspace.IndexManager.updateContent(document);
            document.state = DocumentState.ComputedScopes;
        }
        for (const document of documents) await sluice.references.Linker.link(document);
        return { model: buildFlowModel(documents), diagnostics: documents.flatMap(document => collectDocumentDiagnostics(document)) };
    } finally {
        for (const { uri } of documents) workspace.IndexManager.removeContent(uri);
    }
}

/** The model of one file; its diagnostics as `code line:character message`. */
export async function buildText(text: string): Promise<{ model: FlowModel; problems: string[] }> {
    const { model, diagnostics } = await buildModel([{ name: 'test.sluice', text }]);
    return { model, problems: diagnostics.map(({ code, message, origin: { range } }) => `${code} ${range.start.line + 1}:${range.start.character + 1} ${message}`) };
}

/** What a model says, without where it was written. */
export function withoutOrigins(model: FlowModel): unknown {
    return JSON.parse(JSON.stringify(model, (key: string, value: unknown) => (key === 'origin' || key === 'origins' || key === 'keyOrigin' ? undefined : value)));
}
