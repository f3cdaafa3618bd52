import type { LangiumCoreServices, LangiumSharedCoreServices, Module, PartialLangiumCoreServices, DefaultSharedCoreModuleContext, PartialLangiumSharedCoreServices } from 'langium';
import { createDefaultCoreModule, createDefaultSharedCoreModule, EmptyFileSystem, inject } from 'langium';
import { findDocumentation } from './documentation.js';
import { SluiceGeneratedModule, SluiceGeneratedSharedModule } from './generated/module.js';
import { SluiceLexer } from './lexer.js';
import { SluiceLinker, SluiceReferenceDescriptionProvider } from './linker.js';
import { createSluiceParser } from './parser.js';
import { SluiceScopeProvider } from './scope-provider.js';
import { SluiceIndexManager, SluiceNameProvider, SluiceScopeComputation } from './symbols.js';
import { SluiceParserErrorMessages } from './syntax-messages.js';
import { SluiceLexerErrorMessages } from './syntax-messages.js';
import { SluiceTokenBuilder } from './token-builder.js';

/** What the language adds to the framework, with or without a language server around it. */
export const SluiceModule: Module<LangiumCoreServices, PartialLangiumCoreServices> = {
    documentation: {
        DocumentationProvider: () => ({
            getDocumentation: node => node.$cstNode && findDocumentation(node.$cstNode.root.fullText, node.$cstNode.offset),
        }),
    },
    parser: {
        TokenBuilder: () => new SluiceTokenBuilder(),
        Lexer: services => new SluiceLexer(services),
        LangiumParser: services => createSluiceParser(services),
        ParserErrorMessageProvider: () => new SluiceParserErrorMessages(),
        LexerErrorMessageProvider: () => new SluiceLexerErrorMessages(),
    },
    references: {
        NameProvider: () => new SluiceNameProvider(),
        ScopeComputation: services => new SluiceScopeComputation(services),
        ScopeProvider: services => new SluiceScopeProvider(services),
        Linker: services => new SluiceLinker(services),
    },
    workspace: {
        ReferenceDescriptionProvider: services => new SluiceReferenceDescriptionProvider(services),
    },
};

/** What the language adds to the services that all languages of a server share. */
export const SluiceSharedModule: Module<LangiumSharedCoreServices, PartialLangiumSharedCoreServices> = {
    workspace: {
        IndexManager: services => new SluiceIndexManager(services),
    },
};

/** The language without an editor: parsing, scoping, linking. */
export interface SluiceCoreServices {
    shared: LangiumSharedCoreServices;
    sluice: LangiumCoreServices;
}

/** Makes the language's services without a language server; files are read by the caller unless a file system is given. */
export function createSluiceServices(context: DefaultSharedCoreModuleContext = EmptyFileSystem): SluiceCoreServices {
    const shared = inject(createDefaultSharedCoreModule(context), SluiceGeneratedSharedModule, SluiceSharedModule);
    const sluice = inject(createDefaultCoreModule({ shared }), SluiceGeneratedModule, SluiceModule);
    shared.ServiceRegistry.register(sluice);
    return { shared, sluice };
}
