/**
 * A test for paths with `/` against globs: `*` and `?` stay inside a name, `**` goes through folders, `{a,b}` is one of
 * several. A glob that starts with `!` takes out what those before it let in.
 */
export function createGlobMatcher(globs: string[]): (path: string) => boolean {
    const steps = globs.map(glob => {
        const negated = glob.startsWith('!');
        return { negated, pattern: toPattern(negated ? glob.slice(1) : glob) };
    });
    // With nothing but exclusions, everything else is meant.
    const initially = steps.every(({ negated }) => negated);
    return path => steps.reduce((matches, { negated, pattern }) => (matches === negated && pattern.test(path) ? !negated : matches), initially);
}

function toPattern(glob: string): RegExp {
    const path = glob.replaceAll('\\', '/').replace(/^(\.\/)+/, '').replace(/\/$/, '/**');
    let source = '';
    let braces = 0;
    for (let at = 0; at < path.length; at++) {
        const character = path[at]!;
        if (path.startsWith('**', at)) {
            // `a/**/b` also means `a/b`.
            const spansFolders = path[at + 2] === '/';
            source += spansFolders ? '(?:[^/]+/)*' : '.*';
            at += spansFolders ? 2 : 1;
        } else if (character === '*') source += '[^/]*';
        else if (character === '?') source += '[^/]';
        else if (character === '{' && path.includes('}', at)) {
            source += '(?:';
            braces++;
        } else if (character === '}' && braces > 0) {
            source += ')';
            braces--;
        } else if (character === ',' && braces > 0) source += '|';
        else source += character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
    }
    return new RegExp(`^${source}${')'.repeat(braces)}$`, 'u');
}
