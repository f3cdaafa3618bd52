/** A decimal number of any size as it stands in JSON: `"12.50"`. Exact: it never passes through a binary fraction. */
export type Decimal = string;

interface Parts {
    readonly units: bigint;
    readonly scale: number;
}

const form = /^(-?)(\d+)(?:\.(\d+))?$/;

function parse(text: Decimal): Parts {
    const match = form.exec(text);
    if (!match) throw new RangeError(`'${text}' is not a decimal number.`);
    const fraction = match[3] ?? '';
    const units = BigInt(match[2]! + fraction);
    return { units: match[1] ? -units : units, scale: fraction.length };
}

function print({ units, scale }: Parts): Decimal {
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    const whole = digits.slice(0, digits.length - scale);
    const fraction = digits.slice(digits.length - scale);
    return `${units < 0n ? '-' : ''}${whole}${scale > 0 ? `.${fraction}` : ''}`;
}

function align(left: Decimal, right: Decimal): { left: bigint; right: bigint; scale: number } {
    const a = parse(left);
    const b = parse(right);
    const scale = Math.max(a.scale, b.scale);
    return { left: a.units * 10n ** BigInt(scale - a.scale), right: b.units * 10n ** BigInt(scale - b.scale), scale };
}

/** The sum, with as many digits after the point as the operand that has more. Throws `RangeError` for what is no decimal. */
export function addDecimals(left: Decimal, right: Decimal): Decimal {
    const { left: a, right: b, scale } = align(left, right);
    return print({ units: a + b, scale });
}

/** The difference, with as many digits after the point as the operand that has more. */
export function subtractDecimals(left: Decimal, right: Decimal): Decimal {
    const { left: a, right: b, scale } = align(left, right);
    return print({ units: a - b, scale });
}

/** The exact product. */
export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
    const a = parse(left);
    const b = parse(right);
    return print({ units: a.units * b.units, scale: a.scale + b.scale });
}

/** The quotient with `scale` digits after the point, rounded half away from zero. Throws `RangeError` when dividing by zero. */
export function divideDecimals(left: Decimal, right: Decimal, scale = 10): Decimal {
    const { left: a, right: b } = align(left, right);
    if (b === 0n) throw new RangeError(`'${left}' cannot be divided by zero.`);
    const scaled = a * 10n ** BigInt(scale + 1) / b;
    const rounded = (scaled + (scaled < 0n ? -5n : 5n)) / 10n;
    return print({ units: rounded, scale });
}

/** Negative, zero or positive as `left` is less than, equal to or more than `right`; `1.0` equals `1`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
    const { left: a, right: b } = align(left, right);
    return a < b ? -1 : a > b ? 1 : 0;
}
