import { buildASTSchema, parse, validate } from 'graphql'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8')

const schema = buildASTSchema(parse(globSync('schema/*.graphql', { cwd: root }).map(read).join('\n')))

const examples = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].flatMap((page) =>
  [...read(page).matchAll(/^```graphql\n([\s\S]*?)^```/gm)].map(
    ([, text = ''], index) => [page, index + 1, text] as const,
  ),
)

test.each(examples)(
  'the GraphQL example of %s number %i is valid against the schema',
  (_page, _number, text) => {
    expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([])
  },
)
