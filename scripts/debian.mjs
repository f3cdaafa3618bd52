import { spawnSync } from 'node:child_process';

/** Thrown where something cannot be had on this machine: what needs it is passed over, not failed. */
export class Unavailable extends Error {}

/** Whether there is a program of that name on the PATH. */
export function has(command) {
    return spawnSync('/bin/sh', ['-c', 'command -v "$0"', command]).status === 0;
}

/** Makes sure of a program, from Debian's package where it is missing; throws `Unavailable` where that cannot be. */
export function ensureInstalled(command, debianPackage) {
    ensurePackages([debianPackage], { what: `'${command}'`, isThere: () => has(command) });
}

/** Installs Debian's packages where `isThere` says that `what` they bring is missing; throws `Unavailable` where that does not help. */
export function ensurePackages(packages, { what, isThere }) {
    if (isThere()) return;
    const command = `apt-get install ${packages.join(' ')}`;
    if (process.getuid?.() !== 0 || !has('apt-get')) throw new Unavailable(`${what} is missing here, and only root can install it: ${command}`);
    console.error(`Installing ${packages.join(', ')} …`);
    // In this run level Debian does not start the service that a package brings.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const install = () => spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env, encoding: 'utf8' });
    let result = install();
    if (result.status !== 0) {
        spawnSync('apt-get', ['update', '-qq'], { env });
        result = install();
    }
    if (!isThere()) throw new Unavailable(`${what} is missing here, and '${command}' does not help: ${(result.error?.message ?? result.stderr).trim().split('\n').at(-1)}`);
}
