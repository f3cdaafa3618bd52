import { SluiceError } from '../model/sluice-error.js';

/** Set by `scripts/build.mjs` for the program that lies in the editor's package, which has no room for what speaks with servers. */
declare const SLUICE_WITHOUT_SERVERS: boolean;

/** The commands that speak with servers. Throws `SluiceError` where they were left out. */
export async function loadLiveCommands() {
    if (typeof SLUICE_WITHOUT_SERVERS === 'boolean' && SLUICE_WITHOUT_SERVERS) {
        throw new SluiceError('The program that the editor brings along does not speak with servers.', { hint: 'Install Sluice for the command line, and run the command there.' });
    } else {
        return await import('./commands/live.js');
    }
}
