/** Works something out once for each object that it is asked of, which must not change afterwards; it is forgotten with the object. */
export function oncePer<Key extends object, Value>(workOut: (key: Key) => Value): (key: Key) => Value {
    const known = new WeakMap<Key, { value: Value }>();
    return key => {
        let entry = known.get(key);
        if (!entry) known.set(key, entry = { value: workOut(key) });
        return entry.value;
    };
}
