import { listOperations } from './documents.mjs'

/**
 * A plugin of graphql-codegen that writes each operation, with the fragments that it uses, as a plain string whose type has its result and
 * its variables. The strings need no library when they are executed.
 */
export const plugin = (_schema, documents) => ({
  prepend: ["import type { OperationDocument } from '../core/operation-document.ts'"],
  content: listOperations(documents).map(toConstant).join('\n\n'),
})

function toConstant({ name, type: operationType, text }) {
  const kind = operationType === 'query' ? 'Query' : 'Mutation'
  const type = name.endsWith(kind) ? name : `${name}${kind}`
  return `export const ${toCamelCase(name)}Document =\n  ${JSON.stringify(text)} as OperationDocument<${type}, ${type}Variables>`
}

const toCamelCase = (name) => name.charAt(0).toLowerCase() + name.slice(1)
