import { Kind, visit, type ASTNode, type DocumentNode, type ExecutionArgs, type SelectionNode } from 'graphql'

/** A name that is the same only for those who ask the same of a value that their subscription brings. */
export type SubscriptionKeyBuilder = (args: ExecutionArgs, viewer: string) => string

export function createSubscriptionKeyBuilder(): SubscriptionKeyBuilder {
  const documents = new WeakMap<
    DocumentNode,
    { readonly number: number; readonly variables: readonly string[] }
  >()
  let count = 0
  return ({ document, operationName, variableValues }, viewer) => {
    const known = documents.get(document) ?? {
      number: (count += 1),
      variables: findResultVariables(document),
    }
    documents.set(document, known)
    // What is left out gets its default; null does not.
    const values = known.variables.map((name) =>
      variableValues?.[name] === undefined ? [] : [variableValues[name]],
    )
    return JSON.stringify([known.number, operationName ?? null, values, viewer])
  }
}

/**
 * The variables that may matter to an answer. What only the arguments of the subscription itself use, a cursor for example, says
 * where it begins and nothing of what is told.
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
