import {
  getNamedType,
  GraphQLError,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'

/** Page size that is assumed for a list without a page size and a default, and the maximum page size. */
const defaultPageSize = 20
const maxPageSize = 100

/** Limits of one operation. They are checked once for each document, before it is executed. */
export const queryLimits = {
  depth: 12,
  aliases: 100,
  rootFields: 50,
  cost: 10_000,
  tokens: 4_000,
  characters: 100_000,
}

/**
 * Checks a document before it is parsed: comments and strings are not limited by the number of tokens.
 * @throws GraphQLError `TOO_EXPENSIVE`
 */
export function checkDocumentLength({ length }: string): void {
  if (length <= queryLimits.characters) return
  const message = `The document has ${length} characters, at most ${queryLimits.characters} are allowed.`
  throw new GraphQLError(message, { extensions: { code: 'TOO_EXPENSIVE' } })
}

type QuerySize = {
  readonly depth: number
  readonly aliases: number
  readonly cost: number
  /** Number of fields of the selection itself, including those in its fragments. */
  readonly fields: number
}

const emptySize: QuerySize = { depth: 0, aliases: 0, cost: 0, fields: 0 }

type MeasureContext = {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly fragmentSizes: Map<string, QuerySize>
}

/** Returns the first limit that the document exceeds as an error with code `TOO_EXPENSIVE`; null if it exceeds none. */
export function checkQueryLimits(schema: GraphQLSchema, document: DocumentNode): GraphQLError | null {
  const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
  const measure: MeasureContext = {
    schema,
    fragments: new Map(fragments.map((each) => [each.name.value, each])),
    fragmentSizes: new Map(),
  }
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const root = schema.getRootType(definition.operation) ?? null
    const size = measureSelections(measure, definition.selectionSet, root)
    const violation =
      (size.depth > queryLimits.depth &&
        `is ${size.depth} levels deep, at most ${queryLimits.depth} are allowed`) ||
      (size.aliases > queryLimits.aliases && `has over ${queryLimits.aliases} aliases`) ||
      (size.fields > queryLimits.rootFields && `has over ${queryLimits.rootFields} root fields`) ||
      (size.cost > queryLimits.cost && `costs ${size.cost} points, at most ${queryLimits.cost} are allowed`)
    if (violation !== false) {
      return new GraphQLError(`The operation ${violation}.`, { extensions: { code: 'TOO_EXPENSIVE' } })
    }
  }
  return null
}

function measureSelections(
  measure: MeasureContext,
  selectionSet: SelectionSetNode,
  type: GraphQLNamedType | null,
): QuerySize {
  let depth = 0
  let aliases = 0
  let cost = 0
  let fields = 0
  for (const selection of selectionSet.selections) {
    const size =
      selection.kind === Kind.FIELD
        ? measureField(measure, selection, type)
        : selection.kind === Kind.INLINE_FRAGMENT
          ? measureSelections(
              measure,
              selection.selectionSet,
              getTypeByName(measure, selection.typeCondition?.name.value) ?? type,
            )
          : measureFragment(measure, selection.name.value)
    depth = Math.max(depth, size.depth)
    aliases += size.aliases
    cost += size.cost
    fields += size.fields
  }
  return { depth, aliases, cost, fields }
}

/** A fragment counts wherever it is spread, but is measured once: otherwise nested spreads would take exponential time. */
function measureFragment(measure: MeasureContext, name: string): QuerySize {
  const measured = measure.fragmentSizes.get(name)
  if (measured !== undefined) return measured
  // Also ends the recursion of a fragment that spreads itself; validation reports such a fragment.
  measure.fragmentSizes.set(name, emptySize)
  const fragment = measure.fragments.get(name)
  const size =
    fragment === undefined
      ? emptySize
      : measureSelections(
          measure,
          fragment.selectionSet,
          getTypeByName(measure, fragment.typeCondition.name.value),
        )
  measure.fragmentSizes.set(name, size)
  return size
}

function measureField(measure: MeasureContext, node: FieldNode, parent: GraphQLNamedType | null): QuerySize {
  const aliases = node.alias === undefined ? 0 : 1
  // Introspection queries are deeply nested, and are resolved from memory.
  if (node.name.value.startsWith('__')) return { depth: 0, aliases, cost: 1, fields: 1 }
  const field = fieldOf(parent, node.name.value)
  const weight = weightOf(field)
  const size = listSize(field, node)
  // The elements of a list of scalars are part of the result too.
  if (node.selectionSet === undefined) return { depth: 1, aliases, cost: weight * size, fields: 1 }
  const type = field === null ? null : getNamedType(field.type)
  const inner = measureSelections(measure, node.selectionSet, isCompositeType(type) ? type : null)
  return {
    depth: inner.depth + 1,
    aliases: aliases + inner.aliases,
    cost: weight + inner.cost * size,
    fields: 1,
  }
}

function fieldOf(parent: GraphQLNamedType | null, name: string): GraphQLField<unknown, unknown> | null {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return null
  return parent.getFields()[name] ?? null
}

const weightOf = (field: GraphQLField<unknown, unknown> | null) => readArgument(field, 'cost', 'weight') ?? 1

/** An integer argument of a directive of the field; null if the field does not have the directive. */
function readArgument(
  field: GraphQLField<unknown, unknown> | null,
  directiveName: string,
  argumentName: string,
): number | null {
  const directive = field?.astNode?.directives?.find((each) => each.name.value === directiveName)
  const value = directive?.arguments?.find((each) => each.name.value === argumentName)?.value
  return value?.kind === Kind.INT ? Number(value.value) : null
}

/**
 * Maximum number of elements that a field can return; a page size in a variable counts as the maximum page size, which `@listSize` gives
 * where the field is no page of a longer list.
 */
function listSize(field: GraphQLField<unknown, unknown> | null, node: FieldNode): number {
  const firstArgument = field?.args.find((argument) => argument.name === 'first')
  const bound = readArgument(field, 'listSize', 'max')
  if (firstArgument === undefined) return bound ?? 1
  const maxSize = bound ?? maxPageSize
  const size = node.arguments?.find(
    (each) => each.name.value === 'first' || each.name.value === 'last',
  )?.value
  if (size === undefined) {
    const { defaultValue } = firstArgument
    return typeof defaultValue === 'number' ? defaultValue : defaultPageSize
  }
  return size.kind === Kind.INT ? Math.min(Math.max(Number(size.value), 1), maxSize) : maxSize
}

function getTypeByName(measure: MeasureContext, name: string | undefined): GraphQLNamedType | null {
  return name === undefined ? null : (measure.schema.getType(name) ?? null)
}
