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
 * Which variables have to be given for an operation to mean the same compiled as interpreted; null if it never does.
 *
 * Compiled by graphql-jit (0.8.9, its newest), what is left out is not what it should be:
 *   - of a type that is not null, it is refused, although there is a default: `$x: Int! = 1`, `field: Int! = 1` of an input;
 *   - a variable in an object or a list is null there: `{ types: $types }` takes the types away instead of leaving them;
 *   - the default of an own scalar is what JSON makes of it: a text where a Date should be.
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

/** Whether JSON knows its values. */
function isEnumOrSpecifiedScalar(type: unknown): boolean {
  return isEnumType(type) || (isScalarType(type) && isSpecifiedScalarType(type))
}

/** @param ancestorTypes names of the types that it is a part of: inputs may contain each other */
function hasNonNullDefault(type: unknown, ancestorTypes: readonly string[]): boolean {
  if (isNonNullType(type) || isListType(type)) return hasNonNullDefault(type.ofType, ancestorTypes)
  if (!isInputObjectType(type) || ancestorTypes.includes(type.name)) return false
  return Object.values(type.getFields()).some(
    (field) =>
      (field.defaultValue !== undefined && isNonNullType(field.type)) ||
      hasNonNullDefault(field.type, [...ancestorTypes, type.name]),
  )
}

/** The names of variables that stand in an object or a list. */
function findNestedVariables(document: DocumentNode): Set<string> {
  const nested = new Set<string>()
  let depth = 0
  const count = { enter: () => void (depth += 1), leave: () => void (depth -= 1) }
  visit(document, {
    ObjectValue: count,
    ListValue: count,
    Variable: ({ name }) => {
      if (depth > 0) nested.add(name.value)
    },
  })
  return nested
}
