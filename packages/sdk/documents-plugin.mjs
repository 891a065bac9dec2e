import { concatAST, Kind, stripIgnoredCharacters, print, visit } from 'graphql'

/**
 * A plugin of graphql-codegen that writes each operation, with the fragments that it uses, as a plain string whose type has its result and
 * its variables. The strings need no library when they are executed.
 */
export const plugin = (_schema, documents) => {
  const { definitions } = concatAST(documents.map(({ document }) => document))
  const fragments = new Map(
    definitions
      .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  )
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  return {
    prepend: ["import type { OperationDocument } from '../core/operation-document.ts'"],
    content: operations.map((operation) => toConstant(operation, fragments)).join('\n\n'),
  }
}

function toConstant(operation, fragments) {
  const used = findFragments(operation, fragments, new Set())
  const text = stripIgnoredCharacters([operation, ...used].map(print).join('\n'))
  const { value: name } = operation.name
  const kind = operation.operation === 'query' ? 'Query' : 'Mutation'
  const type = name.endsWith(kind) ? name : `${name}${kind}`
  return `export const ${toCamelCase(name)}Document =\n  ${JSON.stringify(text)} as OperationDocument<${type}, ${type}Variables>`
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

const toCamelCase = (name) => name.charAt(0).toLowerCase() + name.slice(1)
