import type { Position, Range } from './flow-model.js';

/** Whether one place comes before another. */
export function isBefore(left: Position, right: Position): boolean {
    return left.line < right.line || (left.line === right.line && left.character < right.character);
}

/** Whether all of `inner` lies in `outer`. */
export function contains(outer: Range, inner: Range): boolean {
    return !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);
}

/** Whether two ranges have a place in common, be it their border. */
export function touch(left: Range, right: Range): boolean {
    return !isBefore(left.end, right.start) && !isBefore(right.end, left.start);
}
