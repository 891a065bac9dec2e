import {
  getDirectiveValues,
  Kind,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { z } from 'zod'
import type { RateLimitClass } from '../platform/rate-limit-classes.ts'

export type OperationCosts = ReadonlyMap<RateLimitClass, number>

/** Counts the root fields of an operation by their class; an alias counts like any other field. */
export type OperationCostCounter = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>> | null | undefined,
) => OperationCosts

type Rule = {
  readonly limitClass: RateLimitClass
  /** The list in the argument `input` whose elements count one each; null if the field counts as one. */
  readonly perElementOf: string | null
}

const ruleArguments = z.object({
  class: z.enum(['READ', 'WRITE', 'VERIFY', 'LOOKUP', 'CONSUME', 'SUBSCRIBE', 'ADMIN']),
  perElementOf: z.string().nullish(),
})

/**
 * The rate limit class of each root field: that of its `@rateLimit`, or else `READ` for queries, `SUBSCRIBE` for subscriptions, and
 * `ADMIN` for mutations of administrators.
 * @throws if a mutation of clients or game servers has no `@rateLimit`
 */
export function createOperationCostCounter(schema: GraphQLSchema): OperationCostCounter {
  const rules = readRules(schema)
  // The operations of a cached document are counted once.
  const rootFields = new WeakMap<OperationDefinitionNode, readonly FieldNode[]>()
  return (document, operation, variables) => {
    const known = rootFields.get(operation)
    const fields = known ?? collectRootFields(document, operation.selectionSet)
    if (known === undefined) rootFields.set(operation, fields)
    const rulesOfType = rules.get(schema.getRootType(operation.operation)?.name ?? '')
    const values = withDefaults(operation, variables)
    const costs = new Map<RateLimitClass, number>()
    for (const field of fields) {
      const { limitClass, perElementOf } = rulesOfType?.get(field.name.value) ?? metaFieldRule
      const cost = perElementOf === null ? 1 : countElements(field, perElementOf, values)
      costs.set(limitClass, (costs.get(limitClass) ?? 0) + cost)
    }
    return costs
  }
}

/** `__typename` and introspection. */
const metaFieldRule: Rule = { limitClass: 'READ', perElementOf: null }

function readRules(schema: GraphQLSchema): ReadonlyMap<string, ReadonlyMap<string, Rule>> {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  return new Map(
    types.flatMap((type) => {
      if (type == null) return []
      const fields = Object.values(type.getFields())
      return [[type.name, new Map(fields.map((field) => [field.name, readRule(schema, type, field)]))]]
    }),
  )
}

function readRule(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): Rule {
  const directive = schema.getDirective('rateLimit')
  const declared = directive && field.astNode ? getDirectiveValues(directive, field.astNode) : undefined
  if (declared !== undefined) {
    const { class: limitClass, perElementOf = null } = ruleArguments.parse(declared)
    return { limitClass, perElementOf }
  }
  if (type === schema.getQueryType()) return { limitClass: 'READ', perElementOf: null }
  if (type === schema.getSubscriptionType()) return { limitClass: 'SUBSCRIBE', perElementOf: null }
  if (isOfAdministrators(schema, field)) return { limitClass: 'ADMIN', perElementOf: null }
  throw new Error(`${type.name}.${field.name} has no @rateLimit`)
}

function isOfAdministrators(schema: GraphQLSchema, { astNode }: GraphQLField<unknown, unknown>): boolean {
  const directive = schema.getDirective('auth')
  const auth = directive && astNode ? getDirectiveValues(directive, astNode) : undefined
  const callers = (auth?.['as'] ?? []) as readonly string[]
  return !callers.includes('CLIENT') && (!callers.includes('SERVER') || auth?.['role'] === 'ADMIN')
}

/** The limit of root fields is checked before, so this takes no long time. */
function collectRootFields(document: DocumentNode, selectionSet: SelectionSetNode): FieldNode[] {
  const fragments = new Map<string, FragmentDefinitionNode>(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
    ),
  )
  const collect = ({ selections }: SelectionSetNode): FieldNode[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection]
      if (selection.kind === Kind.INLINE_FRAGMENT) return collect(selection.selectionSet)
      const fragment = fragments.get(selection.name.value)
      return fragment === undefined ? [] : collect(fragment.selectionSet)
    })
  return collect(selectionSet)
}

type Variables = Readonly<Record<string, unknown>>

/** A variable that the request leaves out has its default. */
function withDefaults(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Variables | null | undefined,
): Variables {
  const defaults = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)] as const],
  )
  const given = Object.entries(variables ?? {}).filter(([, value]) => value !== undefined)
  return defaults.length === 0 ? { ...variables } : Object.fromEntries([...defaults, ...given])
}

/** What is no list is counted as one element; the execution reports it. */
function countElements({ arguments: args }: FieldNode, name: string, variables: Variables): number {
  const node = args?.find((each) => each.name.value === 'input')?.value
  const input: unknown = node === undefined ? null : valueFromASTUntyped(node, variables)
  const list: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, name) : null
  return Array.isArray(list) ? Math.max(1, list.length) : 1
}
