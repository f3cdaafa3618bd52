import type { Clock } from '../clock.js';

/** One timer that can be set again and again and rings at the earliest time it was set to. */
export class Alarm {
    private time = Infinity;
    private cancel: () => void = () => {};

    constructor(
        private readonly clock: Clock,
        private readonly ring: () => void,
    ) {}

    /** Rings at `time` (milliseconds since 1970) unless an earlier ring is set already. */
    set(time: number): void {
        if (time >= this.time) {
            return;
        }
        this.cancel();
        this.time = time;
        this.cancel = this.clock.schedule(time - this.clock.now(), () => {
            this.time = Infinity;
            this.ring();
        });
    }

    clear(): void {
        this.cancel();
        this.time = Infinity;
    }
}
