// Tries the set-ups of docs/editors.md in Neovim and Emacs as Debian has them, with the command line as it is built: a mistake is told,
// and colours are there without a server. `node scripts/editors.mjs`; an editor that is missing is installed where that is possible.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, ensurePackages, Unavailable } from './debian.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'sluice-editors-'));
const project = join(scratch, 'project');
const file = join(project, 'flow.sluice');
const specification = `/// The shop.
context Ordering {
  owner "team-orders"
  event OrderPlaced { key orderId: uuid }
  command PlaceOrder { key orderId: uuid }
  service Desk { handle PlaceOrder -> OrderPlced }
}
`;
mkdirSync(join(project, 'node_modules/.bin'), { recursive: true });
writeFileSync(join(project, 'sluice.config.json'), '{}');
writeFileSync(file, specification);
const program = join(project, 'node_modules/.bin/sluice');
writeFileSync(program, `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(join(root, 'dist/cli/main.js'))} "$@"\n`);
chmodSync(program, 0o755);

let passed = 0;
let failed = 0;
const pages = readFileSync(join(root, 'docs/editors.md'), 'utf8');
/** The set-up as the page has it, for a project at another place. */
const setUp = (language) => [...pages.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, text]) => text).join('\n').replaceAll('~/shop/node_modules/sluice/', root);

await tryIn('Neovim', tryNeovim);
await tryIn('Emacs', tryEmacs);
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function tryIn(editor, run) {
    try {
        const told = run();
        if (/OrderPlced/.test(told.diagnostics) && told.colour === 'yes') {
            passed++;
            console.log(`✓ ${editor}: ${told.diagnostics.trim()}`);
        } else {
            failed++;
            console.log(`✗ ${editor}: ${JSON.stringify(told)}`);
        }
    } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        console.log(`- ${editor}: ${error.message}`);
    }
}

function tryNeovim() {
    ensureInstalled('nvim', 'neovim');
    const result = join(scratch, 'nvim.json');
    const init = join(scratch, 'init.lua');
    writeFileSync(init, setUp('lua'));
    const check = join(scratch, 'check.lua');
    writeFileSync(check, `
vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local messages = {}
for _, each in ipairs(vim.diagnostic.get(0)) do messages[#messages + 1] = each.message end
local group = vim.fn.synIDattr(vim.fn.synID(2, 1, 1), "name")
vim.fn.writefile({ vim.fn.json_encode({ diagnostics = table.concat(messages, " "), colour = group == "sluiceKeyword" and "yes" or group }) }, ${JSON.stringify(result)})
vim.cmd("qall!")
`);
    return ended(spawnSync('nvim', ['--headless', '-u', init, file, '-c', `luafile ${check}`], options()), result);
}

function tryEmacs() {
    ensurePackages(['emacs-nox', 'elpa-eglot'], { what: 'Emacs with Eglot', isThere: () => spawnSync('emacs', ['--batch', '-f', 'package-initialize', '-l', 'eglot']).status === 0 });
    const result = join(scratch, 'emacs.json');
    const init = join(scratch, 'init.el');
    writeFileSync(init, setUp('elisp'));
    const check = join(scratch, 'check.el');
    writeFileSync(check, `
(find-file ${JSON.stringify(file)})
;; What a command loop does after each command.
(run-hooks 'post-command-hook)
(let ((deadline (+ (float-time) 20)))
  (while (and (< (float-time) deadline) (not (and (bound-and-true-p flymake-mode) (flymake-diagnostics))))
    (accept-process-output nil 0.05)))
(font-lock-ensure)
(goto-char (point-min))
(search-forward "context")
(with-temp-file ${JSON.stringify(result)}
  (insert (json-encode
    (list (cons 'diagnostics (with-current-buffer "flow.sluice" (mapconcat #'flymake-diagnostic-text (flymake-diagnostics) " ")))
          (cons 'colour (with-current-buffer "flow.sluice" (if (eq (get-text-property (1- (point)) 'face) 'font-lock-keyword-face) "yes" "no")))))))
(kill-emacs)
`);
    return ended(spawnSync('emacs', ['--batch', '-f', 'package-initialize', '-l', 'json', '-l', init, '-l', check], options()), result);
}

function options() {
    return { cwd: project, encoding: 'utf8', timeout: 60_000, env: { ...process.env, HOME: scratch, XDG_CONFIG_HOME: scratch, PATH: `${join(project, 'node_modules/.bin')}${delimiter}${process.env.PATH}` } };
}

function ended({ stderr, stdout, error }, result) {
    try {
        return JSON.parse(readFileSync(result, 'utf8'));
    } catch {
        return { diagnostics: `${error ?? ''} ${stdout} ${stderr}`, colour: 'no' };
    }
}
