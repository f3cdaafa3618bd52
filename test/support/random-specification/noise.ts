import type { Choices } from './choices.js';
import type { Block } from './description.js';

const comments = ['// why', '// sluice is a gate // in a canal', '/* what */', '/// about', '/**\n * Several\n *   lines\n */', '/* one\nand\n   another */', '//', '/**/'];

/** How a specification's words are set apart: tidily, or with whatever an author might put between them. */
export interface Noise {
    comments: boolean;
    spaces: boolean;
}

/** The text of blocks. Between words stands a space, `¦` where none is needed, `\0` for a space that is part of a word. */
export function writeBlocks(choices: Choices, blocks: Block[], noise: Noise): string {
    const text = blocks.map(block => writeBlock(block, '')).join('\n\n');
    let result = '';
    let start = true;
    for (const piece of text.split(/([ ¦\n]+)/)) {
        if (/^[ ¦\n]+$/.test(piece)) {
            result += start ? piece.replaceAll('¦', '') : between(choices, piece, noise);
        } else if (piece.startsWith('\u0001')) {
            // Documentation stays on its line, whole.
            result += `///${piece.slice(1)}`;
        } else result += piece;
        start = piece.startsWith('\u0001') || piece === '';
    }
    return `${result.replaceAll('\0', ' ')}\n`;
}

function writeBlock({ documentation, head, lines }: Block, indentation: string): string {
    const documented = documentation === undefined ? '' : documentation.split('\n').map(line => `${indentation}\u0001\0${line.replaceAll(' ', '\0')}\n`).join('');
    if (!lines) return `${documented}${indentation}${head}`;
    if (lines.length === 0) return `${documented}${indentation}${head} {}`;
    const inner = lines.map(line => writeBlock(typeof line === 'string' ? { head: line } : line, `${indentation}  `)).join('\n');
    return `${documented}${indentation}${head} {\n${inner}\n${indentation}}`;
}

/** What stands between two words. */
function between(choices: Choices, piece: string, noise: Noise): string {
    const plain = piece.replaceAll('¦', '');
    if (noise.comments && choices.chance(4)) {
        const comment = choices.pick(comments);
        const ends = comment.startsWith('//') ? '\n' : choices.pick([' ', '\n', '\n\n']);
        return `${choices.pick([' ', '\n', '\n\n  ', '\t'])}${comment}${ends}${choices.chance(20) ? `${choices.pick(comments.slice(0, 3))}\n` : ''}`;
    }
    if (noise.spaces && choices.chance(10)) return choices.pick(['\n', '  ', '\t', '\n\n\n', '\r\n', ' \n ']);
    return plain;
}
