import type { Origin, Range } from './flow-model.js';

export type Severity = 'error' | 'warning' | 'info';

/** Something to say about a place in a specification. */
export interface Diagnostic {
    /** `syntax`, `unresolved`, or the id of a rule: `coupling/single-handler`. */
    code: string;
    severity: Severity;
    /** What is wrong, why it matters, what to do. */
    message: string;
    origin: Origin;
    related: RelatedPlace[];
    fixes: Fix[];
}

export interface RelatedPlace {
    origin: Origin;
    message: string;
}

/** A safe fix keeps the meaning of the specification. */
export interface Fix {
    title: string;
    safe: boolean;
    edits: TextEdit[];
}

export interface TextEdit {
    uri: string;
    range: Range;
    newText: string;
}
