/**
 * The request for what `generate` would write of the system around a document, as it is being written; it takes
 * `{ textDocument: { uri } }` and gives `{ path }[]`, relative to the system's folder.
 */
export const previewRequest = 'sluice/preview';

/** The request for the text of one of these files, null where there is none: `PreviewedFileParams`. */
export const previewedFileRequest = 'sluice/previewedFile';

export interface PreviewedFileParams {
    textDocument: { uri: string };
    path: string;
}
