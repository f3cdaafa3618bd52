import { writePath, type PersonalPath } from '../../model/privacy/personal-data.js';

/** `'email', 'deliverTo.street' and 3 more`. */
export function listPaths(paths: readonly PersonalPath[]): string {
    const shown = paths.length > 4 ? paths.slice(0, 3) : paths;
    const names = shown.map(path => `'${writePath(path)}'`);
    if (shown.length < paths.length) return `${names.join(', ')} and ${paths.length - shown.length} more`;
    return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

/** True where what is personal, or something around it, has one of these annotations as well. */
export function hasAnnotation({ annotations }: PersonalPath, names: readonly string[]): boolean {
    return annotations.some(({ name }) => names.includes(name));
}
