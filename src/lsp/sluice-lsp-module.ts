import type { Module } from 'langium';
import { EmptyFileSystem, inject } from 'langium';
import type { LangiumServices, LangiumSharedServices, PartialLangiumServices, PartialLangiumSharedServices } from 'langium/lsp';
import { createDefaultModule, createDefaultSharedModule } from 'langium/lsp';
import { SluiceGeneratedModule, SluiceGeneratedSharedModule } from '../language/generated/module.js';
import { SluiceModule, SluiceSharedModule } from '../language/sluice-module.js';
import { SluiceCompletionProvider } from './completion-provider.js';
import { SluiceNodeKindProvider } from './node-kinds.js';
import { OneLanguageRegistry } from './one-language-registry.js';

/** The language with what an editor asks of it, for one system. */
export interface SluiceEditorServices {
    shared: LangiumSharedServices;
    sluice: LangiumServices;
}

const editorModule: Module<LangiumServices, PartialLangiumServices> = {
    lsp: {
        CompletionProvider: services => new SluiceCompletionProvider(services),
    },
};

const sharedEditorModule: Module<LangiumSharedServices, PartialLangiumSharedServices> = {
    lsp: {
        NodeKindProvider: () => new SluiceNodeKindProvider(),
    },
    ServiceRegistry: () => new OneLanguageRegistry(),
};

/** Makes the services of one system: systems share nothing, so that a name of one is unknown in another. */
export function createSluiceEditorServices(): SluiceEditorServices {
    const shared = inject(createDefaultSharedModule(EmptyFileSystem), SluiceGeneratedSharedModule, SluiceSharedModule, sharedEditorModule);
    const sluice = inject(createDefaultModule({ shared }), SluiceGeneratedModule, SluiceModule, editorModule);
    shared.ServiceRegistry.register(sluice);
    return { shared, sluice };
}
