import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  typeFromAST,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'

/**
 * Returns the variables that must be present for a compiled operation to behave like the interpreted one; null if it never does.
 *
 * graphql-jit 0.8.9 treats variables and input fields that are left out differently from the specification:
 *   - of a non-null type with a default, it rejects them: `$x: Int! = 1`, `field: Int! = 1` in an input type;
 *   - inside an object or a list, it replaces a variable by null: `{ types: $types }` sets `types` to null instead of leaving it out;
 *   - for a custom scalar, it uses the default's JSON value without parsing it: a string instead of a `Date`.
 */
export function getRequiredVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): string[] | null {
  if (variableDefinitions.some(({ type }) => hasNonNullDefault(typeFromAST(schema, type), []))) return null
  const nested = findNestedVariables(document)
  return variableDefinitions
    .filter(({ type, variable, defaultValue }) =>
      defaultValue === undefined
        ? type.kind !== Kind.NON_NULL_TYPE && nested.has(variable.name.value)
        : type.kind === Kind.NON_NULL_TYPE || !isEnumOrSpecifiedScalar(typeFromAST(schema, type)),
    )
    .map(({ variable }) => variable.name.value)
}

/** Whether the values of the type are the same in JSON and in resolvers. */
function isEnumOrSpecifiedScalar(type: unknown): boolean {
  return isEnumType(type) || (isScalarType(type) && isSpecifiedScalarType(type))
}

/** @param ancestorTypes names of the input types that contain this one: input types may refer to each other in a cycle */
function hasNonNullDefault(type: unknown, ancestorTypes: readonly string[]): boolean {
  if (isNonNullType(type) || isListType(type)) return hasNonNullDefault(type.ofType, ancestorTypes)
  if (!isInputObjectType(type) || ancestorTypes.includes(type.name)) return false
  return Object.values(type.getFields()).some(
    (field) =>
      (field.defaultValue !== undefined && isNonNullType(field.type)) ||
      hasNonNullDefault(field.type, [...ancestorTypes, type.name]),
  )
}

/** The names of the variables that are used inside an object or a list. */
function findNestedVariables(document: DocumentNode): Set<string> {
  const nested = new Set<string>()
  let depth = 0
  const trackDepth = { enter: () => void (depth += 1), leave: () => void (depth -= 1) }
  visit(document, {
    ObjectValue: trackDepth,
    ListValue: trackDepth,
    Variable: ({ name }) => {
      if (depth > 0) nested.add(name.value)
    },
  })
  return nested
}
