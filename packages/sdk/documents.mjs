import { concatAST, Kind, print, stripIgnoredCharacters, visit } from 'graphql'

/** The operations of GraphQL documents, each with the text that the SDK sends: with its fragments, and without white space. */
export function listOperations(documents) {
  const { definitions } = concatAST(documents.map(({ document }) => document))
  const fragments = new Map(
    definitions
      .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  )
  return definitions
    .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    .map((operation) => {
      const used = findFragments(operation, fragments, new Set())
      const text = stripIgnoredCharacters([operation, ...used].map(print).join('\n'))
      return { name: operation.name.value, type: operation.operation, text, definition: operation }
    })
}

function findFragments(definition, fragments, found) {
  visit(definition, {
    FragmentSpread: ({ name }) => {
      const fragment = fragments.get(name.value)
      if (fragment === undefined || found.has(fragment)) return
      found.add(fragment)
      findFragments(fragment, fragments, found)
    },
  })
  return found
}
