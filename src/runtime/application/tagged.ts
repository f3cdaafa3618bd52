type Dictionary<Value> = { readonly [key: string]: Value };

/** A record that says which type it is of, as values of several types are told apart; what is missing stays missing. */
export function tagged<const Value extends object | null | undefined, const Name extends string>(value: Value, name: Name): Value extends object ? Value & { readonly $type: Name } : Value {
    return (value && { ...value, $type: name }) as Value extends object ? Value & { readonly $type: Name } : Value;
}

/** A map with something made of each value; what is missing stays missing. */
export function mapValues<Value, Made>(map: Dictionary<Value>, make: (value: Value) => Made): Dictionary<Made>;
export function mapValues<Value, Made>(map: Dictionary<Value> | undefined, make: (value: Value) => Made): Dictionary<Made> | undefined;
export function mapValues<Value, Made>(map: Dictionary<Value> | undefined, make: (value: Value) => Made): Dictionary<Made> | undefined {
    return map && Object.fromEntries(Object.entries(map).map(([key, value]) => [key, make(value)]));
}
