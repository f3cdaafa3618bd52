import { SluiceError } from '../model/sluice-error.js';
import type { FileSystem } from './system.js';

/** The text of a file in UTF-8, or what keeps it from being one: `offset` counts the bytes before the first that is not. */
export type DecodedText = { text: string } | { problem: string; offset: number };

/** Decodes UTF-8, leaving out a byte order mark; text in another encoding is told by name where it shows. */
export function decodeText(bytes: Uint8Array): DecodedText {
    try {
        return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
    } catch {
        const mark = bytes.length > 1 ? bytes[0]! * 256 + bytes[1]! : 0;
        const problem = mark === 0xfffe || mark === 0xfeff
            ? 'The file is text in UTF-16. Save it as UTF-8.'
            : 'The file is not text in UTF-8 from here on. Save it as UTF-8, or leave it out with "include" in sluice.config.json.';
        return { problem, offset: validLength(bytes) };
    }
}

/** What went wrong with a file, in words for the user; `doing` is such as `read` or `written`. */
export function fileError(error: unknown, path: string, doing: string): SluiceError {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const [why, hint] = reasons[code] ?? [error instanceof Error ? error.message : String(error), 'Check the path and its permissions.'];
    return new SluiceError(`'${path}' cannot be ${doing}: ${why}.`, { hint });
}

const reasons: Record<string, [why: string, hint: string]> = {
    EACCES: ['permission is denied', 'Change its permissions, or choose another folder.'],
    EPERM: ['permission is denied', 'Change its permissions, or choose another folder.'],
    EROFS: ['the file system is read-only', 'Choose another folder.'],
    ENOENT: ['it is not there, or is a link to something that is not', 'Check the path.'],
    ENOTDIR: ['a part of its path is a file, not a folder', 'Choose another folder, or move the file away.'],
    EEXIST: ['a file is where a folder should be', 'Choose another folder, or move the file away.'],
    EISDIR: ['it is a folder', 'Give the path of a file.'],
    ENOSPC: ['the disk is full', 'Free some space.'],
    ELOOP: ['it is a link that leads back to itself', 'Remove the link.'],
    ENAMETOOLONG: ['its path is too long', 'Choose a shorter path.'],
    ERR_FS_FILE_TOO_LARGE: ['it is too large', 'A specification is a text of some kilobytes: leave this file out.'],
};

function validLength(bytes: Uint8Array): number {
    // A prefix of valid text stays valid, so the first bad byte is found by halving.
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const isValid = (length: number) => {
        try {
            decoder.decode(bytes.subarray(0, length), { stream: true });
            return true;
        } catch {
            return false;
        } finally {
            try {
                decoder.decode();
            } catch {
                // Only resets the decoder after a cut in the middle of a character.
            }
        }
    };
    let low = 0;
    let high = bytes.length;
    while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (isValid(middle)) low = middle;
        else high = middle - 1;
    }
    return low;
}

/** The text of a file that must be one, told as `file` where it is not. Throws a `SluiceError` where it cannot be read. */
export async function readText(path: string, file: string, fileSystem: FileSystem): Promise<string> {
    let bytes: Uint8Array;
    try {
        bytes = await fileSystem.readFile(path);
    } catch (error) {
        throw fileError(error, file, 'read');
    }
    const decoded = decodeText(bytes);
    if ('problem' in decoded) throw new SluiceError('The file is not text in UTF-8.', { file, hint: 'Save it as UTF-8.' });
    return decoded.text;
}
