import { Kind, parse, validate, visit, type DocumentNode, type OperationDefinitionNode } from 'graphql'
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkQueryLimits } from './query-limits.ts'
import { createSchema } from './schema/create-schema.ts'

const schema = createSchema()
const folder = new URL('../../packages/console/src/', import.meta.url)
const texts = globSync('**/*.graphql', { cwd: folder }).map((file) =>
  readFileSync(new URL(file, folder), 'utf8'),
)
const { definitions } = parse(texts.join('\n'))
const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)

const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const

/** The cache of the console adds the type to each object, but not to the operation itself. */
function toDocument(operation: OperationDefinitionNode): DocumentNode {
  return visit({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] } as DocumentNode, {
    SelectionSet: (node, _key, parent) => {
      const isRoot = parent !== undefined && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
      const hasType =
        isRoot ||
        node.selections.some(
          (selection) => selection.kind === Kind.FIELD && selection.name.value === '__typename',
        )
      return hasType ? undefined : { ...node, selections: [...node.selections, typename] }
    },
  })
}

test('the operations of the console are found', () => {
  expect(operations.length).toBeGreaterThan(3)
})

test.each(operations.map((operation) => [operation.name?.value ?? '', operation] as const))(
  'the operation %s of the console is valid and within the limits',
  (_, operation) => {
    const document = toDocument(operation)
    const errors = validate(schema, document).filter(({ message }) => !message.includes('is never used'))
    expect(errors).toEqual([])
    expect(checkQueryLimits(schema, document)).toBeNull()
  },
)
