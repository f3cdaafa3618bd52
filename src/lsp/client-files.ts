/*
 * What a server in a browser asks its editor, because it has no files of its own. Each request takes `{ uri }`, and fails where the
 * editor cannot do it. The answers are sent as they are, not as JSON: a browser's workers speak in values.
 */

/** The request for the bytes of a file: a `Uint8Array`. */
export const readFileRequest = 'sluice/readFile';

/** The request for what is at a place: a `ClientFileKind`, null where nothing is. */
export const kindOfRequest = 'sluice/kindOf';

/** The request for what is in a folder: `ClientFolderEntry[]`, in any order. */
export const listFolderRequest = 'sluice/listFolder';

export type ClientFileKind = 'file' | 'folder' | 'other';

export interface ClientFolderEntry {
    name: string;
    folder: boolean;
}
