/** The smallest system that has something to say: one command, one event, one service between them. */
export const emptyTemplate: ReadonlyMap<string, string> = new Map([
    ['flows/greeting.sluice', `/// Says hello to whoever comes by: replace it by your own flow.
context Greeting {
  public command GreetVisitor { key visitorId: uuid  name: string(1..80) }
  public event VisitorGreeted { key visitorId: uuid  text: string(1..100) }
  service Greeter { handle GreetVisitor -> VisitorGreeted { text = "Hello, " + command.name } }

  scenario "who comes by is greeted" {
    when GreetVisitor { name = "Ada" }
    then VisitorGreeted { text = "Hello, Ada" }
  }
}

actor Visitor { sends Greeting.GreetVisitor  sees Greeting.VisitorGreeted }
`],
    ['sluice.config.json', `${JSON.stringify({ $schema: './node_modules/sluice/schema/config.json', include: ['flows/**/*.sluice'], rules: { extends: 'recommended@1' } }, undefined, 2)}\n`],
    ['README.md', `# A system of messages

\`flows/\` says who tells whom what. Everything else follows from it:

\`\`\`
npx sluice check       # what is wrong
npx sluice test        # which of its scenarios hold
npx sluice run         # let messages flow through it
npx sluice graph       # draw it
npx sluice generate    # TypeScript, and the configuration of the brokers in use
\`\`\`

\`src/generated\` is written anew each time; \`src/handlers\` is yours.
`],
]);
