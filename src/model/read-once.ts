/** The same reading of names, which looks at each name once: a large system has many fields and few names. */
export function readOnce<Answer>(read: (name: string) => Answer): (name: string) => Answer {
    const answers = new Map<string, Answer>();
    return name => {
        let answer = answers.get(name);
        if (answer === undefined && !answers.has(name)) answers.set(name, answer = read(name));
        return answer as Answer;
    };
}
