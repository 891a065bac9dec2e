import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql'

/** The names of selected fields, with the selections of each. */
export type SelectedFields = ReadonlyMap<string, readonly SelectionSetNode[]>

type Fragments = GraphQLResolveInfo['fragments']

/**
 * The fields of selections of one object, in its fragments too. Fields that `@skip` or `@include` leaves out count as selected, and so do
 * those of fragments on other types: the result only says what may be resolved.
 */
export function collectFields(
  fragments: Fragments,
  selectionSets: readonly SelectionSetNode[],
): SelectedFields {
  const fields = new Map<string, SelectionSetNode[]>()
  const spread = new Set<string>()
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet)
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const name = selection.name.value
        const fragment = fragments[name]
        if (fragment === undefined || spread.has(name)) continue
        spread.add(name)
        collect(fragment.selectionSet)
      } else {
        const name = selection.name.value
        const known = fields.get(name) ?? []
        fields.set(name, selection.selectionSet === undefined ? known : [...known, selection.selectionSet])
      }
    }
  }
  for (const selectionSet of selectionSets) collect(selectionSet)
  return fields
}

/** The fields of the nodes of a connection, whether by `nodes` or by `edges`. */
export function collectNodeFields(
  fragments: Fragments,
  selectionSets: readonly SelectionSetNode[],
): SelectedFields {
  const connection = collectFields(fragments, selectionSets)
  const edges = collectFields(fragments, connection.get('edges') ?? [])
  return collectFields(fragments, [...(connection.get('nodes') ?? []), ...(edges.get('node') ?? [])])
}
