import { distance } from 'fastest-levenshtein';
import type { LangiumServices } from 'langium/lsp';
import { collectReferences } from '../language/linker.js';
import type { Diagnostic, Fix } from '../model/diagnostic.js';
import { createReferenceFilter } from './reference-filter.js';
import type { SpecificationDocument } from './system-documents.js';

/** How many names are offered for one that is unknown. */
const offered = 3;

/** What may have been meant by the unknown name that an `unresolved` diagnostic is about, the likeliest first. */
export function findUnresolvedFixes(document: SpecificationDocument, { origin }: Diagnostic, services: LangiumServices): Fix[] {
    const { line, character } = origin.range.start;
    for (const info of collectReferences(document.parseResult.value)) {
        const node = info.reference.$refNode;
        if (node?.range.start.line !== line || node.range.start.character !== character) continue;
        const text = info.reference.$refText;
        const allowed = Math.max(2, Math.floor(text.length / 4));
        return services.references.ScopeProvider.getScope(info).getAllElements()
            .filter(createReferenceFilter(info, document.textDocument.getText().slice(0, node.offset)))
            // The same name in another context is what is most often meant.
            .map(({ name }) => ({ name, far: name.endsWith(`.${text}`) ? 0 : distance(name.toLowerCase(), text.toLowerCase()) }))
            .filter(({ far }) => far <= allowed)
            .toArray()
            .sort((left, right) => left.far - right.far || (left.name < right.name ? -1 : 1))
            .slice(0, offered)
            .map(({ name }) => ({ title: `Change to '${name}'`, safe: false, edits: [{ uri: origin.uri, range: origin.range, newText: name }] }));
    }
    return [];
}
