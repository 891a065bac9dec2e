import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import type { Random } from './random.ts'
import { generateValue, printLiteral, type Corpus, type ValueContext } from './value-generator.ts'

export type GeneratedOperation = {
  readonly query: string
  readonly variables: Record<string, unknown>
}

/** Without them most operations of a run would find nothing: they are generated only near its end. */
const lateFields = new Set(['disconnectStore', 'revokeServerKey', 'eraseUser', 'rotateUserSecret'])

type Options = {
  readonly schema: GraphQLSchema
  readonly random: Random
  readonly corpus: Corpus
  readonly isLate: boolean
  readonly kinds?: readonly OperationKind[]
}

type OperationKind = 'query' | 'mutation' | 'subscription'

const httpKinds: readonly OperationKind[] = ['query', 'query', 'mutation']

type State = {
  readonly schema: GraphQLSchema
  readonly random: Random
  readonly values: ValueContext
  readonly definitions: string[]
  readonly fragments: string[]
  readonly variables: Record<string, unknown>
  aliases: number
  /** The number of fields that may still be selected. */
  budget: number
}

const rootTypesOf = (schema: GraphQLSchema) => ({
  query: schema.getQueryType(),
  mutation: schema.getMutationType(),
  subscription: schema.getSubscriptionType(),
})

/** Generates an operation of the schema, of which about a third has something that the schema does not allow. */
export function generateOperation(options: Options): GeneratedOperation {
  const { schema, random, corpus, isLate, kinds = httpKinds } = options
  const wrongShare = random.chance(0.65) ? 0 : 0.08
  const state: State = {
    schema,
    random,
    values: { random, corpus, wrongShare },
    definitions: [],
    fragments: [],
    variables: {},
    aliases: 0,
    budget: 5 + random.below(30),
  }
  const kind = random.pick(kinds)
  const root = rootTypesOf(schema)[kind]
  if (root == null) throw new Error(`the schema has no ${kind}`)
  const fields = Object.values(root.getFields()).filter(({ name }) => isLate || !lateFields.has(name))
  const count = kind === 'query' && random.chance(0.3) ? 1 + random.below(4) : 1
  const selections = Array.from({ length: count }, () => printField(state, random.pick(fields), 0))
  const definitions = state.definitions.length === 0 ? '' : `(${state.definitions.join(', ')})`
  const query = [`${kind} Fuzz${definitions} { ${selections.join(' ')} }`, ...state.fragments].join('\n')
  return { query, variables: state.variables }
}

function printField(state: State, field: GraphQLField<unknown, unknown>, depth: number): string {
  const { random } = state
  state.budget -= 1
  const name = random.chance(state.values.wrongShare / 3) ? 'moneyForFree' : field.name
  // Two fields with one name may be selected with different arguments, which is a conflict.
  state.aliases += 1
  const alias = random.chance(0.9) ? `a${state.aliases}: ` : ''
  const type = getNamedType(field.type)
  const selection = isCompositeType(type) ? ` ${printSelections(state, type, depth + 1)}` : ''
  return `${alias}${name}${printArguments(state, field)}${printDirective(state)}${selection}`
}

function printArguments(state: State, field: GraphQLField<unknown, unknown>): string {
  const { random, values } = state
  const printed = field.args.flatMap((argument) => {
    const isOptional = !isNonNullType(argument.type)
    if (isOptional && !random.chance(argument.name === 'first' ? 0.8 : 0.4)) return []
    const value = generateValue(values, argument.type, argument.name)
    if (random.chance(0.4)) return [`${argument.name}: ${printLiteral(value, argument.type)}`]
    const variable = `v${state.definitions.length}`
    state.definitions.push(`$${variable}: ${String(argument.type)}`)
    state.variables[variable] = value
    return [`${argument.name}: $${variable}`]
  })
  return printed.length === 0 ? '' : `(${printed.join(', ')})`
}

function printDirective({ random }: State): string {
  if (!random.chance(0.05)) return ''
  return random.pick([' @include(if: true)', ' @skip(if: false)', ' @skip(if: true)', ' @unknown'])
}

function printSelections(state: State, type: GraphQLNamedType, depth: number): string {
  const { random } = state
  const isFull = depth > 7 || state.budget <= 0
  const selections = isFull ? ['__typename'] : selectFields(state, type, depth)
  if (isAbstractType(type) && !isFull) {
    for (const object of state.schema.getPossibleTypes(type)) {
      if (random.chance(0.3))
        selections.push(`... on ${object.name} ${printSelections(state, object, depth)}`)
    }
  }
  if (random.chance(0.08)) {
    const name = `F${state.fragments.length}`
    state.fragments.push('')
    const index = state.fragments.length - 1
    const spread = random.chance(state.values.wrongShare) ? ` ...${name}` : ''
    state.fragments[index] = `fragment ${name} on ${type.name} { __typename${spread} }`
    selections.push(`...${name}`)
  }
  return `{ ${selections.join(' ')} }`
}

function selectFields(state: State, type: GraphQLNamedType, depth: number): string[] {
  if (!isObjectType(type) && !isInterfaceType(type)) return ['__typename']
  const { random } = state
  const fields = Object.values((type as GraphQLObjectType).getFields())
  // Connections and payloads are worth nothing without what they contain.
  const usual = fields.filter(({ name }) => ['nodes', 'edges', 'node', 'problem'].includes(name))
  const others = Array.from({ length: 1 + random.below(4) }, () => random.pick(fields))
  return [...new Set([...usual, ...others])].map((field) => printField(state, field, depth))
}
