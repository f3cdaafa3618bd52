import { distance } from 'fastest-levenshtein';
import type { ReferenceInfo } from 'langium';
import type { LangiumServices } from 'langium/lsp';
import { collectReferences } from '../language/linker.js';
import type { Diagnostic, Fix } from '../model/diagnostic.js';
import type { Origin } from '../model/flow-model.js';
import { createMessage } from './create-message.js';
import { createReferenceFilter } from './reference-filter.js';
import type { SpecificationDocument, SystemNames } from './system-documents.js';

/** How many names are offered for one that is unknown. */
const offered = 3;

/** What may have been meant by the unknown name that an `unresolved` diagnostic is about, the likeliest first; and the message of this name, to be created. */
export function findUnresolvedFixes(document: SpecificationDocument, { origin }: Diagnostic, names: SystemNames, services: LangiumServices): Fix[] {
    const { line, character } = origin.range.start;
    for (const info of collectReferences(document.parseResult.value)) {
        const node = info.reference.$refNode;
        if (node?.range.start.line !== line || node.range.start.character !== character) continue;
        // The text may have changed since the diagnostic was made.
        return info.reference.error ? [...findSimilar(info, document, origin, services), ...createMessage(info, names)] : [];
    }
    return [];
}

function findSimilar(info: ReferenceInfo, document: SpecificationDocument, { uri, range }: Origin, services: LangiumServices): Fix[] {
    const text = info.reference.$refText;
    const allowed = Math.max(2, Math.floor(text.length / 4));
    return services.references.ScopeProvider.getScope(info).getAllElements()
        .filter(createReferenceFilter(info, document.textDocument.getText().slice(0, info.reference.$refNode!.offset)))
        // The same name in another context is what is most often meant.
        .map(({ name }) => ({ name, far: name.endsWith(`.${text}`) ? 0 : distance(name.toLowerCase(), text.toLowerCase()) }))
        .filter(({ far }) => far <= allowed)
        .toArray()
        .sort((left, right) => left.far - right.far || (left.name < right.name ? -1 : 1))
        .slice(0, offered)
        .map(({ name }) => ({ title: `Change to '${name}'`, safe: false, edits: [{ uri, range, newText: name }] }));
}
