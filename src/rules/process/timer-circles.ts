import { isLeaving, sendsOf, type Move, type Place, type ProcessMoves, type Send } from '../../model/processes/process-moves.js';

/** The timer that is the first to leave a place, if nothing else happens there. */
export function leavingTimer(moves: ProcessMoves, place: Place): Move | undefined {
    let first: Move | undefined;
    for (const move of moves.from(place)) {
        if (move.timer && isLeaving(move) && (!first || move.timer.after < first.timer!.after)) first = move;
    }
    return first;
}

/** The circles in which timers alone lead a process for ever; each begins with its first state in the specification. */
export function timerCircles(moves: ProcessMoves): Move[][] {
    const done = new Set<Place>();
    const circles: Move[][] = [];
    for (const start of moves.running()) {
        const path: Move[] = [];
        for (let move = done.has(start) ? undefined : leavingTimer(moves, start); move; move = done.has(move.to) ? undefined : leavingTimer(moves, move.to)) {
            done.add(move.from);
            path.push(move);
            const { to } = move;
            const begin = path.findIndex(({ from }) => from === to);
            if (begin >= 0) circles.push(path.slice(begin));
        }
        done.add(start);
    }
    return circles;
}

/** What is sent each time that a circle of timers is gone round. */
export function sendsInCircle(circle: readonly Move[], moves: ProcessMoves): Send[] {
    return circle.flatMap(({ from, timer }) => moves.from(from).filter(other => other.timer && other.timer.after <= timer!.after).flatMap(sendsOf));
}
