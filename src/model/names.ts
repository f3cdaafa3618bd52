import { readOnce } from './read-once.js';

/** The words of a name: `OrderPlaced`, `order_placed` and `order-placed` are all `['order', 'placed']`; acronyms and digits stay whole. */
export const wordsOf = readOnce((name): readonly string[] => {
    // Nearly all names are plain, and one expression without classes of Unicode takes a fraction of the time.
    if (/^[\w\s.-]*$/.test(name)) return (name.match(/[A-Z]+(?=[A-Z][a-z])|[A-Z]*[a-z\d]+|[A-Z]+/g) ?? []).map(word => word.toLowerCase());
    return name
        .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
        .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
        .split(/[\s_\-.]+/)
        .filter(word => word !== '')
        .map(word => word.toLowerCase());
});

/** `OrderWork` → `order-work`: how names appear in files and on brokers. */
export function kebabCase(name: string): string {
    return wordsOf(name).join('-');
}

/** `OrderWork` → `orderWork`. */
export function camelCase(name: string): string {
    const pascal = pascalCase(name);
    return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** `order-work` → `OrderWork`. */
export function pascalCase(name: string): string {
    return wordsOf(name).map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
