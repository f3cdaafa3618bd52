import { URI } from 'vscode-uri';

/*
 * Stands for `node:url` in a browser, where files have addresses of any scheme and no paths: `vscode-vfs://github/owner/name/a.sluice`
 * has the path `/vscode-vfs/@github/owner/name/a.sluice`, so that what works with paths works there, too. Names are those of Node.
 */

/** The path that stands for an address. */
export function fileURLToPath(address: string): string {
    const { scheme, authority, path } = URI.parse(address);
    return `/${scheme}/@${encodeURIComponent(authority)}${path === '/' ? '' : path}`;
}

/** The address that a path stands for. Throws an error where it stands for none, as above all folders. */
export function pathToFileURL(path: string): URI {
    const [, scheme, authority, ...steps] = path.split('/');
    if (!scheme || !authority?.startsWith('@')) throw new Error(`'${path}' stands for no address.`);
    return URI.from({ scheme, authority: decodeURIComponent(authority.slice(1)), path: steps.length === 0 ? '' : `/${steps.join('/')}` });
}
