import { startLanguageServer } from './start.js';

process.on('uncaughtException', error => console.error(error));
process.on('unhandledRejection', error => console.error(error));
startLanguageServer();
