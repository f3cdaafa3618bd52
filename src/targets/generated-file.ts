/** A file that a target makes; `path` is relative to the output folder, with `/`. */
export interface GeneratedFile {
    path: string;
    text: string;
    /** Written once, to the folder of the handlers, and never again: from then on it is the team's. `path` is relative to that folder. */
    scaffold?: true;
}
