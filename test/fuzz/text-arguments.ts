import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql'
import { generateValue, type ValueContext } from './value-generator.ts'

/** The way to a text in the arguments of a field: names of fields of input objects. */
export type TextPath = readonly string[]

const isText = (name: string) => !['Int', 'Float', 'Boolean'].includes(name)

/** Every place of the arguments of a field in which a caller writes a text, or one of the scalars that are chosen. */
export function listTextPaths(
  { args }: GraphQLField<unknown, unknown>,
  isChosen: (scalar: string) => boolean = isText,
): TextPath[] {
  return args.flatMap((argument) => listPaths(argument, [], isChosen))
}

function listPaths(
  { name, type }: GraphQLArgument | GraphQLInputField,
  parents: TextPath,
  isChosen: (scalar: string) => boolean,
): TextPath[] {
  const path = [...parents, name]
  const named = unwrap(type)
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).flatMap((field) => listPaths(field, path, isChosen))
  }
  return !isEnumType(named) && isChosen(named.name) ? [path] : []
}

/** An operation of one field that says whether the field found something, and otherwise what the problem was. */
export function printOperation(
  kind: 'query' | 'mutation',
  { name, args, type }: GraphQLField<unknown, unknown>,
  variables: Readonly<Record<string, unknown>>,
): string {
  const used = args.filter((argument) => argument.name in variables)
  const definitions = used.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(', ')
  const passed = used.map((argument) => `${argument.name}: $${argument.name}`).join(', ')
  const named = getNamedType(type)
  const fields = isObjectType(named) ? named.getFields() : {}
  const details = ['problem { code message field }', 'nodes { __typename }'].filter((selection) => {
    return (selection.split(' ')[0] ?? '') in fields
  })
  return `${kind} (${definitions}) { ${name}(${passed}) { __typename ${details.join(' ')} } }`
}

/** The arguments of a field with a text at one place, the required ones and those on the way to the text. */
export function createArguments(
  context: ValueContext,
  { args }: GraphQLField<unknown, unknown>,
  path: TextPath,
  text: string,
): Record<string, unknown> {
  return createFields(context, args, path, text)
}

type Member = GraphQLArgument | GraphQLInputField

function createFields(
  context: ValueContext,
  members: readonly Member[],
  [first, ...rest]: TextPath,
  text: string,
): Record<string, unknown> {
  const entries = members.flatMap(({ name, type }): [string, unknown][] => {
    if (name === first) return [[name, createAt(context, type, rest, text)]]
    return isNonNullType(type) || name.endsWith('Url') ? [[name, generateValue(context, type, name)]] : []
  })
  return Object.fromEntries(entries)
}

function createAt(context: ValueContext, type: GraphQLInputType, path: TextPath, text: string): unknown {
  if (isNonNullType(type)) return createAt(context, type.ofType, path, text)
  if (isListType(type)) return [createAt(context, type.ofType, path, text)]
  return isInputObjectType(type) ? createObject(context, type, path, text) : text
}

function createObject(
  context: ValueContext,
  type: GraphQLInputObjectType,
  path: TextPath,
  text: string,
): Record<string, unknown> {
  const fields = Object.values(type.getFields())
  return createFields(
    context,
    type.isOneOf ? fields.filter(({ name }) => name === path[0]) : fields,
    path,
    text,
  )
}

function unwrap(type: GraphQLInputType): Exclude<GraphQLInputType, { ofType: unknown }> {
  return isNonNullType(type) || isListType(type) ? unwrap(type.ofType) : type
}
