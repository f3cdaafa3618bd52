import type { Choices } from './choices.js';
import type { Block } from './description.js';

const comments = [
    '// why', '/* what */', '/**/', '/// about', '// sluice is a gate // in a canal', '/**\n * Several\n *   lines\n */', '/* one\nand\n   another */', '//', '/***/', '// open /* and "',
    '/* it\'s a "half */', '/* // */', '/* / */', '/* } { */', '/* two  \r\n\tlines */', '/*\n*/', '// \t', '/// /**/', '// 5\u00a0%\u2028of it',
];

/** How a specification's words are set apart: tidily, or with whatever an author might put between them. */
export interface Noise {
    comments: boolean;
    spaces: boolean;
}

/** The text of blocks. Between words stands a space, `¦` where none is needed, `\0` for a space that is part of a word. */
export function writeBlocks(choices: Choices, blocks: Block[], noise: Noise): string {
    // Some authors comment every word.
    const habits: Habits = { comments: noise.comments ? choices.pick([4, 4, 4, 12, 40]) : 0, inline: choices.chance(25), spaces: noise.spaces ? choices.pick([10, 1]) : 0 };
    const between = (piece: string) => spaceBetween(choices, piece.replaceAll('¦', ''), habits);
    let result = between('');
    let previous = '';
    for (const piece of blocks.map(block => writeBlock(block, '')).join('\n\n').split(/([ ¦\n]+)/)) {
        if (piece.startsWith('\u0001')) result += `///${piece.slice(1)}`;
        else if (!/^[ ¦\n]+$/.test(piece)) result += piece;
        else {
            const space = between(piece);
            // Documentation ends with its line, and a slash right before a comment would begin another.
            result += previous.startsWith('\u0001') && !/^[\n\r]/.test(space) ? `\n${space}` : previous.endsWith('/') && space.startsWith('/') ? ` ${space}` : space;
        }
        previous = piece;
    }
    return `${result}${between('\n')}`.replaceAll('\0', ' ');
}

function writeBlock({ documentation, head, lines }: Block, indentation: string): string {
    const documented = documentation === undefined ? '' : documentation.split('\n').map(line => `${indentation}\u0001\0${line.replaceAll(' ', '\0')}\n`).join('');
    if (!lines) return `${documented}${indentation}${head}`;
    if (lines.length === 0) return `${documented}${indentation}${head} {}`;
    const inner = lines.map(line => writeBlock(typeof line === 'string' ? { head: line } : line, `${indentation}  `)).join('\n');
    return `${documented}${indentation}${head} {\n${inner}\n${indentation}}`;
}

/** In how many of a hundred places an author writes comments, `inline` such as leave the lines as they are, or puts odd spaces. */
interface Habits {
    comments: number;
    inline: boolean;
    spaces: number;
}

/** What stands between two words: `plain`, or what an author puts there instead. */
function spaceBetween(choices: Choices, plain: string, habits: Habits): string {
    if (choices.chance(habits.comments)) {
        if (habits.inline) return `${plain}${choices.pick(['/* what */', '/**/'])} `;
        return Array.from({ length: choices.pick([1, 1, 1, 2, 3]) }, () => {
            const comment = choices.pick(comments);
            return `${choices.pick([' ', '', '\n', '\n\n  ', '\t'])}${comment}${choices.pick(comment.startsWith('//') ? ['\n', '\r\n'] : [' ', '', '\n', '\n\n'])}`;
        }).join('');
    }
    return choices.chance(habits.spaces) ? choices.pick(['\n', '  ', '\t', '\n\n\n', '\r\n', ' \n ', '\r']) : plain;
}
