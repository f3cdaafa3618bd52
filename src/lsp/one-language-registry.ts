import type { LangiumCoreServices } from 'langium';
import { DefaultServiceRegistry } from 'langium';

/** Takes every document for one of the one language that there is, whatever its file is called: a document that is not saved yet has no file. */
export class OneLanguageRegistry extends DefaultServiceRegistry {
    override getServices(): LangiumCoreServices {
        return [...this.languageIdMap.values()][0]!;
    }
}
