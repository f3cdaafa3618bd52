import { it } from 'vitest';
import { checkFlow } from '../check-flow.js';

it('finds circles of what every value needs', async () => {
    await checkFlow(`
context Catalogue {
  type First { second: Second }
       ^^^^^ schema/recursive-type
  type Second { third: Third }
       ^^^^^^ schema/recursive-type
  type Third { first: First  many: Third[1..] }
       ^^^^^ schema/recursive-type
  type Outside { first: First }
}`);
});

it('knows what breaks a circle', async () => {
    await checkFlow(`
context Catalogue {
  type Leaf { value: int }
  type Tree { parent: Tree?  children: Tree[]  few: Tree[0..3]  named: map<Tree>  either: Tree or Leaf }
}`);
});

it('lets no alias stand for itself, however it is written', async () => {
    await checkFlow(`
context Catalogue {
  type One = Two
       ^^^ schema/recursive-type
  type Two = One?
       ^^^ schema/recursive-type
  type Nested = Nested[]
       ^^^^^^ schema/recursive-type
  type Named = map<Named>
       ^^^^^ schema/recursive-type
  type Other = int or Other
       ^^^^^ schema/recursive-type
  event OrderPlaced { key orderId: uuid  one: One  nested: Nested  named: Named  other: Other }
  projection Rows by orderId {
    one: One
    nested: Nested
    named: Named
    other: Other
    on OrderPlaced {
      one = event.one
      nested = event.nested
      named = event.named
      other = event.other
    }
  }
}`);
});
