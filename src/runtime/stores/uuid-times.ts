/**
 * Remembers UUIDs in the order in which they came, each with a time. A hundred thousand of them take five megabytes, none of which
 * the garbage collector looks at; as texts in a map they would take four times as much and slow down whatever else a program does.
 */
export class UuidTimes {
    /** A power of two. Whatever is said by position lies in a ring of as many places. */
    private places = 256;
    private words = new Uint32Array(4 * this.places);
    /** Not a number where the place is empty. */
    private times = new Float64Array(this.places).fill(Number.NaN);
    /**
     * Open addressing with linear probing, twice as many slots as places. Each has one more than the place (0 where there is nothing)
     * and beside it the hash, so that looking on need not look at the words, which lie elsewhere in memory.
     */
    private slots = new Int32Array(4 * this.places);
    private mask = 2 * this.places - 1;
    /** Where the oldest may be, and where the next one goes; both only ever grow. */
    private head = 0;
    private tail = 0;
    private count = 0;
    /** Nobody outside can know which UUIDs would share a slot. */
    private readonly seed = Math.floor(Math.random() * 2 ** 32);
    private readonly read = new UuidReader();

    get size(): number {
        return this.count;
    }

    /** Whether it can remember the text: as a UUID in small letters. */
    takes(text: string): boolean {
        return this.read.parse(text);
    }

    timeOf(uuid: string): number | undefined {
        const slot = this.read.parse(uuid) ? this.find(this.read.words) : -1;
        return slot < 0 ? undefined : this.times[this.slots[2 * slot]! - 1];
    }

    add(uuid: string, at: number): void {
        if (!this.read.parse(uuid)) throw new RangeError('That is no UUID in small letters.');
        const known = this.find(this.read.words);
        if (known >= 0) this.remove(known);
        this.skipEmpty();
        if (this.tail - this.head === this.places) this.grow();
        this.put(this.read.words, 0, at);
    }

    forgetOldest(): void {
        this.skipEmpty();
        if (this.count > 0) this.remove(this.find(this.words, 4 * (this.head & (this.places - 1))));
    }

    /** Forgets what has a time up to this one. */
    forgetUntil(time: number): void {
        for (this.skipEmpty(); this.count > 0 && this.times[this.head & (this.places - 1)]! <= time; this.skipEmpty()) this.forgetOldest();
    }

    private skipEmpty(): void {
        while (this.head < this.tail && Number.isNaN(this.times[this.head & (this.places - 1)]!)) this.head++;
    }

    private put(words: Uint32Array, from: number, at: number): void {
        const { slots, mask } = this;
        const place = this.tail++ & (this.places - 1);
        for (let index = 0; index < 4; index++) this.words[4 * place + index] = words[from + index]!;
        this.times[place] = at;
        const hash = this.hash(words, from);
        let slot = hash & mask;
        while (slots[2 * slot] !== 0) slot = (slot + 1) & mask;
        slots[2 * slot] = place + 1;
        slots[2 * slot + 1] = hash;
        this.count++;
    }

    /** The slot of a UUID; -1 where it is not remembered. */
    private find(words: Uint32Array, from = 0): number {
        const { slots, mask, words: known } = this;
        const hash = this.hash(words, from);
        for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
            const entry = slots[2 * slot]!;
            if (entry === 0) return -1;
            if (slots[2 * slot + 1] !== hash) continue;
            const at = 4 * (entry - 1);
            if (known[at] === words[from] && known[at + 1] === words[from + 1] && known[at + 2] === words[from + 2] && known[at + 3] === words[from + 3]) return slot;
        }
    }

    /** Empties a slot, and moves up those behind it that it kept from their own. */
    private remove(slot: number): void {
        const { slots, mask } = this;
        this.times[slots[2 * slot]! - 1] = Number.NaN;
        this.count--;
        let gap = slot;
        for (let next = (gap + 1) & mask; slots[2 * next] !== 0; next = (next + 1) & mask) {
            const home = slots[2 * next + 1]! & mask;
            if (((next - home) & mask) < ((next - gap) & mask)) continue;
            slots[2 * gap] = slots[2 * next]!;
            slots[2 * gap + 1] = slots[2 * next + 1]!;
            gap = next;
        }
        slots[2 * gap] = 0;
    }

    private hash(words: Uint32Array, from: number): number {
        let hash = this.seed;
        for (let index = 0; index < 4; index++) {
            hash = Math.imul(hash ^ words[from + index]!, 0x9e3779b1);
            hash ^= hash >>> 15;
        }
        return hash;
    }

    private grow(): void {
        const { words, times, places, head, tail } = this;
        this.places = 2 * places;
        this.words = new Uint32Array(4 * this.places);
        this.times = new Float64Array(this.places).fill(Number.NaN);
        this.slots = new Int32Array(4 * this.places);
        this.mask = 2 * this.places - 1;
        this.head = this.tail = this.count = 0;
        for (let position = head; position < tail; position++) {
            const place = position & (places - 1);
            if (!Number.isNaN(times[place]!)) this.put(words, 4 * place, times[place]!);
        }
    }
}

/** The values of hexadecimal digits by their character codes; -1 for others. */
const digits = new Int8Array(128).fill(-1);
for (const [value, digit] of Array.from('0123456789abcdef').entries()) digits[digit.charCodeAt(0)] = value;
const hyphen = 45;

/** Reads UUIDs into four words of 32 bits; the last one it remembers. */
class UuidReader {
    readonly words = new Uint32Array(4);
    private last = '';

    parse(text: string): boolean {
        if (text === this.last) return true;
        if (text.length !== 36) return false;
        this.last = '';
        let word = 0;
        let read = 0;
        for (let index = 0; index < 36; index++) {
            const code = text.charCodeAt(index);
            if (index === 8 || index === 13 || index === 18 || index === 23) {
                if (code !== hyphen) return false;
                continue;
            }
            const digit = code < 128 ? digits[code]! : -1;
            if (digit < 0) return false;
            word = (word << 4) | digit;
            if (++read % 8 === 0) this.words[read / 8 - 1] = word;
        }
        this.last = text;
        return true;
    }
}
