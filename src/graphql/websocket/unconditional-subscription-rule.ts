import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type ASTVisitor,
  type SelectionNode,
  type ValidationContext,
} from 'graphql'

/**
 * The field of a subscription must not have `@skip` or `@include`, as the specification of September 2025 says. graphql-js throws for a
 * subscription without a field, and graphql-ws would close the socket with 4500.
 */
export function unconditionalSubscriptionRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition: ({ operation, selectionSet }) => {
      if (operation !== OperationTypeNode.SUBSCRIPTION) return
      const conditions = findConditions(context, selectionSet.selections, new Set())
      if (conditions.length === 0) return
      context.reportError(
        new GraphQLError('The field of a subscription must not have @skip or @include.', {
          nodes: conditions,
        }),
      )
    },
  }
}

/** The selections of the root with a condition, those of fragments included. */
function findConditions(
  context: ValidationContext,
  selections: readonly SelectionNode[],
  visited: Set<string>,
): SelectionNode[] {
  return selections.flatMap((selection) => {
    const isConditional = selection.directives?.some(({ name }) => ['skip', 'include'].includes(name.value))
    if (isConditional === true) return [selection]
    if (selection.kind === Kind.FIELD) return []
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return findConditions(context, selection.selectionSet.selections, visited)
    }
    const { value: name } = selection.name
    if (visited.has(name)) return []
    visited.add(name)
    return findConditions(context, context.getFragment(name)?.selectionSet.selections ?? [], visited)
  })
}
