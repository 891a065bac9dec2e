// A plugin of graphql-codegen: writes the whole schema, with its descriptions and directives, into one file.
import { getDocumentNodeFromSchema } from '@graphql-tools/utils'
import { print } from 'graphql'

/** Sorted, so that the order of the files of the schema makes no difference. */
export const plugin = (schema) => {
  const { definitions } = getDocumentNodeFromSchema(schema)
  const texts = definitions.map((definition) => [definition.name?.value ?? '', print(definition)])
  return texts
    .toSorted(([first], [second]) => (first < second ? -1 : first > second ? 1 : 0))
    .map(([, text]) => text)
    .join('\n\n')
}
