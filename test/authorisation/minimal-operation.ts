import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isInterfaceType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql'

/** Values that no call accepts, so that an allowed call changes nothing. */
const scalarValues: Readonly<Record<string, string>> = {
  String: '""',
  ID: '"none"',
  Int: '999',
  Boolean: 'false',
  DateTime: '"2020-01-01T00:00:00Z"',
  Date: '"2020-01-01"',
  Decimal: '"-1"',
  CurrencyCode: '"KRW"',
  Cursor: '"none"',
}

/** Calls whose required arguments alone would change something. */
const inputs: Readonly<Record<string, string>> = { rotateUserSecret: '{ overlapHours: 999 }' }

/** An operation with only this root field and the arguments that it requires. */
export function createMinimalOperation(
  type: string,
  name: string,
  field: GraphQLField<unknown, unknown>,
): string {
  const args = field.args
    .filter((argument) => isNonNullType(argument.type))
    .map((argument) => `${argument.name}: ${inputs[name] ?? createValue(argument.type)}`)
  const output = getNamedType(field.type)
  const selection = isObjectType(output) || isInterfaceType(output) ? ' { __typename }' : ''
  return `${type.toLowerCase()} { ${name}${args.length > 0 ? `(${args.join(', ')})` : ''}${selection} }`
}

function createValue(inputType: GraphQLInputType): string {
  const type = getNullableType(inputType)
  if (isListType(type)) return '[]'
  if (isEnumType(type)) return type.getValues()[0]?.name ?? ''
  if (!isInputObjectType(type)) return scalarValues[type.name] ?? '""'
  const fields = Object.values(type.getFields())
  const chosen = type.isOneOf ? fields.slice(0, 1) : fields.filter((field) => isNonNullType(field.type))
  return `{ ${chosen.map((field) => `${field.name}: ${createValue(field.type)}`).join(', ')} }`
}
