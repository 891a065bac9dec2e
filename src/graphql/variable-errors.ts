import {
  coerceInputValue,
  GraphQLError,
  isInputType,
  typeFromAST,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'

const maxErrors = 3

type Options = {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly variables: Readonly<Record<string, unknown>>
  readonly hideSuggestions: boolean
}

class TooManyErrors extends Error {
  override readonly name = 'TooManyErrors'
}

/**
 * Returns errors about invalid values of variables, which do not repeat the values. graphql-js prints the whole value in each of up to
 * 50 errors: a request of 2 MB gets a response of 100 MB, and callers log the credential or receipt that was in it. Missing values
 * are left to graphql-js.
 */
export function findVariableErrors(options: Options): readonly GraphQLError[] {
  const { schema, operation, variables, hideSuggestions } = options
  const errors: GraphQLError[] = []
  try {
    for (const node of operation.variableDefinitions ?? []) {
      const name = node.variable.name.value
      const value = variables[name]
      const type = typeFromAST(schema, node.type)
      if (value == null || !isInputType(type)) continue
      const addError = (path: readonly (string | number)[], error: GraphQLError) => {
        if (errors.length === maxErrors) throw new TooManyErrors()
        const at = path.length === 0 ? '' : ` at "${name}${path.map(printPathKey).join('')}"`
        const message = `Variable "$${name}" got invalid value${at}; ${withoutValue(error.message)}`
        errors.push(new GraphQLError(message, { nodes: node }))
      }
      coerceInputValue(value, type, (path, _value, error) => addError(path, error), hideSuggestions)
    }
  } catch (error) {
    if (!(error instanceof TooManyErrors)) throw error
  }
  return errors
}

function printPathKey(key: string | number): string {
  return typeof key === 'number' ? `[${key}]` : `.${key}`
}

/** The scalars of graphql-js print the value, for example an object that is passed instead of the text of a credential. */
function withoutValue(message: string): string {
  return message.replace(/(cannot represent [^:"]*value): .*$/s, '$1')
}
