/* Starts a real VS Code as a server of this machine and opens it in a headless browser. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installEditor } from './install.mjs';

const settings = {
    'workbench.startupEditor': 'none', 'workbench.tips.enabled': false, 'workbench.welcomePage.walkthroughs.openOnInstall': false,
    'chat.disableAIFeatures': true, 'extensions.autoUpdate': false, 'extensions.autoCheckUpdates': false, 'update.mode': 'none',
    'telemetry.telemetryLevel': 'off', 'git.enabled': false, 'security.workspace.trust.enabled': false, 'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** A running editor; `close` ends it and removes all that it left behind. */
export class VsCode {
    static async start({ smokeTest = false, extension, environment = {}, extraSettings = {} } = {}) {
        const tools = installEditor();
        const folder = mkdtempSync(join(tmpdir(), 'sluice-vscode-'));
        for (const kind of ['User', 'Machine']) {
            mkdirSync(join(folder, 'data', kind), { recursive: true });
            writeFileSync(join(folder, 'data', kind, 'settings.json'), JSON.stringify({ ...settings, ...extraSettings }));
        }
        const xdg = Object.fromEntries(['CONFIG', 'DATA', 'CACHE', 'STATE'].map(name => [`XDG_${name}_HOME`, join(folder, 'xdg')]));
        const env = { ...process.env, ...xdg, ...environment, EXTENSIONS_GALLERY: '{}' };
        if (extension) {
            const { status, stdout, stderr } = spawnSync(tools.node, [tools.server, '--server-data-dir', folder, '--accept-server-license-terms', '--install-extension', extension], { env, encoding: 'utf8' });
            if (status !== 0) throw new Error(`The extension could not be installed: ${stdout}${stderr}`);
        }
        const server = spawn(tools.node, [
            tools.server, '--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms', '--server-data-dir', folder,
            '--disable-telemetry', '--disable-experiments', '--disable-workspace-trust', ...(smokeTest ? ['--enable-smoke-test-driver'] : []),
        ], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
        const editor = new VsCode(tools, folder, server);
        try {
            editor.port = await editor.#findPort();
            const { chromium } = await import(tools.playwright);
            editor.browser = await chromium.launch({
                executablePath: tools.browser,
                args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
            });
            return editor;
        } catch (error) {
            await editor.close();
            throw error;
        }
    }

    constructor(tools, folder, server) {
        Object.assign(this, { tools, folder, server });
    }

    /** A page that is not opened yet. */
    async page(options = {}) {
        return (await this.browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })).newPage();
    }

    /** The address of a workspace, with what the workbench is to be told. */
    address(workspace, payload) {
        return `http://127.0.0.1:${this.port}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    }

    /** How the workbench in the browser names a file of this machine; the host must be that of its address, or it is another file to it. */
    remote(path) {
        return `vscode-remote://127.0.0.1:${this.port}${path}`;
    }

    async close() {
        await this.browser?.close();
        if (this.server.exitCode === null) {
            const ended = new Promise(resolve => this.server.once('exit', resolve));
            // The extension hosts are the server's children: they end with its group.
            process.kill(-this.server.pid, 'SIGTERM');
            await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 5000).unref())]);
        }
        try {
            process.kill(-this.server.pid, 'SIGKILL');
        } catch {
            // Nobody of the group is left.
        }
        rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }

    #findPort() {
        return new Promise((resolve, reject) => {
            let output = '';
            const read = chunk => {
                output += chunk;
                const found = /Web UI available at http:\/\/[^:]+:(\d+)/.exec(output);
                if (found) resolve(Number(found[1]));
            };
            this.server.stdout.on('data', read);
            this.server.stderr.on('data', read);
            this.server.once('exit', code => reject(new Error(`The editor ended with ${code}: ${output}`)));
            setTimeout(() => reject(new Error(`The editor did not start in a minute: ${output}`)), 60_000).unref();
        });
    }
}
