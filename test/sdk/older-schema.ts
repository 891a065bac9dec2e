import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildASTSchema, getVariableValues, Kind, parse, validate, visit, type GraphQLSchema } from 'graphql'

const folder = fileURLToPath(new URL('../../schema/', import.meta.url))

/** What the last minor version of the server does not have. */
const newerNames: ReadonlySet<string> = new Set([
  'acknowledgement',
  'acknowledgeBy',
  'deliveryFailure',
  'hasDeliveryFailure',
  'reportDeliveryFailure',
  'retryDelivery',
  'PAYMENT_DELIVERY_FAILED',
  'PAYMENT_DELIVERY_RETRIED',
  'ENTITLEMENT_CHANGED',
])

/** The schema of an older server: that of the files, without what was added since. */
export function buildOlderSchema(): GraphQLSchema {
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'))
  const document = parse(files.map((name) => readFileSync(`${folder}${name}`, 'utf8')).join('\n'))
  const remove = (node: { readonly name: { readonly value: string } }) =>
    newerNames.has(node.name.value) ? null : undefined
  const older = visit(document, {
    FieldDefinition: remove,
    InputValueDefinition: remove,
    EnumValueDefinition: remove,
  })
  return buildASTSchema(older, { assumeValidSDL: true })
}

/** Why this schema rejects an operation; empty if it accepts it. */
export function findRejections(schema: GraphQLSchema, body: string): string[] {
  const { query, variables } = JSON.parse(body) as {
    readonly query: string
    readonly variables: Record<string, unknown>
  }
  const document = parse(query)
  const errors = validate(schema, document)
  if (errors.length > 0) return errors.map(({ message }) => message)
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return ['no operation']
  const { errors: wrong } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
  return (wrong ?? []).map(({ message }) => message)
}
