import { DocumentState, URI } from 'langium';
import { collectDocumentDiagnostics } from '../../src/language/document-diagnostics.js';
import { createSluiceServices } from '../../src/language/sluice-module.js';
import { buildFlowModel } from '../../src/language/to-model.js';
import type { FlowModel } from '../../src/model/flow-model.js';

/** The model of specifications given as texts; throws where they have syntax errors or names that do not resolve. */
export async function modelOf(...texts: string[]): Promise<FlowModel> {
    const { shared, sluice } = createSluiceServices();
    const documents = texts.map((text, index) => shared.workspace.LangiumDocumentFactory.fromString(text, URI.parse(`file:///system/${index + 1}.sluice`)));
    for (const document of documents) {
        shared.workspace.LangiumDocuments.addDocument(document);
        await shared.workspace.IndexManager.updateContent(document);
    }
    for (const document of documents) document.state = DocumentState.ComputedScopes;
    for (const document of documents) await sluice.references.Linker.link(document);
    const problems = documents.flatMap(document => collectDocumentDiagnostics(document));
    if (problems.length > 0) throw new Error(problems.map(({ message, origin }) => `${origin.uri}:${origin.range.start.line + 1}: ${message}`).join('\n'));
    return buildFlowModel(documents);
}
