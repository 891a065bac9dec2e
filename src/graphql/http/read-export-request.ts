import { getVariableValues, Kind, parse, type GraphQLSchema, type OperationDefinitionNode } from 'graphql'
import { z } from 'zod'
import type { PaymentExportRequest } from '../../domain/payment-export/start-payment-export.ts'
import { parseJson } from '../../platform/json.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { PaymentFilter, PaymentOrder } from '../generated/types.ts'
import { toPaymentConditions, toPaymentOrder } from '../resolvers/payment-filter.ts'
import { findVariableErrors } from '../variable-errors.ts'

export type ExportRequest = Omit<PaymentExportRequest, 'assertAllowed'> & { readonly bom: boolean }

/** The variables have the types that they have in `Query.payments`. */
const operation = parse(
  'query ($filter: PaymentFilter, $orderBy: PaymentOrder) { __typename }',
).definitions.find(
  (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
)

const maxColumns = 100
const textParameter = z.string().max(100_000)

const bodySchema = z.strictObject({
  filter: z.record(z.string(), z.unknown()).nullish(),
  orderBy: z.string().nullish(),
  columns: z.array(z.string()).max(maxColumns).nullish(),
  timeZone: z.string().max(100).nullish(),
  bom: z.boolean().nullish(),
})

const querySchema = z.strictObject({
  /** Read before the request is: see `readAppKeyParameter`. */
  appKey: textParameter.optional(),
  filter: textParameter.transform((text) => parseJson(text) ?? 'invalid').optional(),
  orderBy: textParameter.optional(),
  columns: textParameter.transform((text) => text.split(',')).optional(),
  timeZone: textParameter.optional(),
  bom: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
})

/**
 * Reads what to export, from the body of a `POST` or the parameters of a `GET`, which a browser sends for a link.
 * @throws RequestError BAD_USER_INPUT, GraphQLError for a filter that `Query.payments` would refuse too
 */
export function readExportRequest(
  schema: GraphQLSchema,
  { method, query, body }: { readonly method: string; readonly query: unknown; readonly body: unknown },
): ExportRequest {
  const { appKey: _, ...parameters } =
    method === 'GET' ? parseWith(querySchema, query) : { appKey: null, ...asObject(body) }
  const { filter = null, orderBy = null, columns, timeZone, bom } = parseWith(bodySchema, parameters)
  const variables = coerceVariables(schema, { filter, orderBy })
  const { sort, direction } = toPaymentOrder(variables.orderBy)
  return {
    list: { conditions: toPaymentConditions(variables.filter ?? {}), sort, direction },
    description: { filter, orderBy: orderBy ?? 'PAID_AT_DESC' },
    columns: columns ?? null,
    timeZone: timeZone ?? null,
    bom: bom ?? false,
  }
}

const itemQuerySchema = querySchema.pick({ appKey: true, bom: true }).strict()

/** @throws RequestError BAD_USER_INPUT */
export function readItemExportRequest({ query }: { readonly query: unknown }): { readonly bom: boolean } {
  return { bom: parseWith(itemQuerySchema, query).bom ?? false }
}

/** A link cannot have the header `x-app-key`. An AppKey is public, so it may be in the address. */
export function readAppKeyParameter(query: unknown): string | null {
  const { appKey } = asObject(query)
  return typeof appKey === 'string' ? appKey : null
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function parseWith<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path[0] ?? (issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined)
  const name = typeof field === 'string' ? field.slice(0, 100) : 'The request'
  throw new RequestError('BAD_USER_INPUT', `${name} is unknown or has an invalid value.`)
}

type Variables = { readonly filter?: PaymentFilter | null; readonly orderBy?: PaymentOrder | null }

function coerceVariables(schema: GraphQLSchema, variables: Readonly<Record<string, unknown>>): Variables {
  if (operation === undefined) throw new Error('the document has an operation')
  const [error] = findVariableErrors({ schema, operation, variables, hideSuggestions: true })
  if (error !== undefined) throw error
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
  if (coerced === undefined) throw errors[0] ?? new Error('a refused variable has an error')
  return coerced
}
