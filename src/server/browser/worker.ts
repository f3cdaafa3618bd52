import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { formatSpecification } from '../../language/formatter.js';
import { createSluiceLanguageServer } from '../../lsp/language-server.js';
import { version } from '../../workspace/product.js';
import { createSystemFiles } from '../system-files.js';
import { createClientFileSystem } from './client-file-system.js';
import { pathToFileURL } from './urls.js';

/* The language server as a web worker: it speaks with whoever started it, and reads files through it. */
const scope = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0] & ConstructorParameters<typeof BrowserMessageWriter>[0];
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
createSluiceLanguageServer(connection, {
    createFiles: createSystemFiles({
        fileSystem: createClientFileSystem(connection, path => pathToFileURL(path).toString()),
        // A document that is not saved, or an older state of one, has nothing beside it.
        isFile: uri => !/^(untitled|git):/.test(uri) && !uri.includes('?'),
    }),
    format: formatSpecification,
    version,
});
