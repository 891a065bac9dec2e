import { Kind, visit, type ASTNode, type DocumentNode, type ExecutionArgs, type SelectionNode } from 'graphql'

/** Returns a key that is equal only for subscriptions that produce the same result from the same source value. */
export type SubscriptionKeyBuilder = (args: ExecutionArgs, viewer: string) => string

export function createSubscriptionKeyBuilder(): SubscriptionKeyBuilder {
  const documents = new WeakMap<
    DocumentNode,
    { readonly number: number; readonly variables: readonly string[] }
  >()
  let documentCount = 0
  return ({ document, operationName, variableValues }, viewer) => {
    const { number, variables } = documents.get(document) ?? {
      number: (documentCount += 1),
      variables: findResultVariables(document),
    }
    documents.set(document, { number, variables })
    // A variable that is left out takes its default, so it differs from null.
    const values = variables.map((name) =>
      variableValues?.[name] === undefined ? [] : [variableValues[name]],
    )
    return JSON.stringify([number, operationName ?? null, values, viewer])
  }
}

/**
 * The names of the variables that can influence a result. A variable that only the arguments of the subscription field use, for
 * example a cursor, selects the source values and does not change their results.
 */
function findResultVariables({ definitions }: DocumentNode): string[] {
  const names = new Set<string>()
  const parts = definitions.flatMap((definition): ASTNode[] =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? [...(definition.directives ?? []), ...definition.selectionSet.selections.map(withoutArguments)]
      : [definition],
  )
  for (const part of parts) visit(part, { Variable: ({ name }) => void names.add(name.value) })
  return [...names]
}

function withoutArguments(selection: SelectionNode): SelectionNode {
  return selection.kind === Kind.FIELD ? { ...selection, arguments: [] } : selection
}
