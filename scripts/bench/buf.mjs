import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** How to start buf without the Node program that npm puts before it, which would count against it. */
export function nativeBuf(root) {
    const name = process.platform === 'win32' ? 'buf.exe' : 'buf';
    const architecture = process.platform === 'linux' ? { arm64: 'aarch64', arm: 'armv7' }[process.arch] ?? process.arch : process.arch;
    const native = join(root, 'node_modules/@bufbuild', `buf-${process.platform}-${architecture}`, 'bin', name);
    return existsSync(native) ? [native] : [process.execPath, join(root, 'node_modules/@bufbuild/buf/bin/buf')];
}
