import { wordsOf } from '../../model/names.js';

/** The words of a name as they are written, so that acronyms keep their letters. */
export function piecesOf(name: string): string[] {
    let from = 0;
    const lower = name.toLowerCase();
    return wordsOf(name).map(word => {
        const start = lower.indexOf(word, from);
        from = start + word.length;
        return name.slice(start, from);
    });
}

/** Puts words together in the casing of `model`. */
export function joinLike(model: string, pieces: readonly string[]): string {
    if (/^[^a-z]+$/.test(model) && model.includes('_')) return pieces.join('_').toUpperCase();
    if (model.includes('_')) return pieces.join('_').toLowerCase();
    const pascal = pieces.map(piece => piece.charAt(0).toUpperCase() + piece.slice(1));
    return /^[a-z]/.test(model) ? [pieces[0]!.toLowerCase(), ...pascal.slice(1)].join('') : pascal.join('');
}
