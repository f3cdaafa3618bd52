import { ensureInstalled } from '../debian.mjs';
import { run } from './processes.mjs';

/** Fetches a Go module by way of whatever proxy Go is set up to use, and gives the folder that it is in, below `cache`. */
export function fetchModule(path, version, cache) {
    ensureInstalled('go', 'golang-go');
    // Without this, what is fetched could not be removed again.
    return JSON.parse(run('go', ['mod', 'download', '-json', '-modcacherw', `${path}@${version}`], { cwd: '/', env: { ...process.env, GOMODCACHE: cache }, timeout: 120_000 })).Dir;
}
