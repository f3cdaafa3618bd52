import { readFileSync } from 'node:fs';

/**
 * Watches a child process until it ends and gives the most memory it held, in bytes; undefined where the system does not
 * tell (it is read from Linux's /proc). A child that starts others is counted by itself.
 */
export function peakMemory(child) {
    let peak;
    const look = () => {
        try {
            const held = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
            if (held) peak = Math.max(peak ?? 0, Number(held[1]) * 1024);
        } catch {
            // It has ended, or there is no such file on this system.
        }
    };
    const timer = setInterval(look, 10);
    return new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('close', () => {
            clearInterval(timer);
            resolve(peak);
        });
    });
}
