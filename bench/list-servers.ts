import {
  benchSecret,
  startApi,
  startScript,
  type BenchEnvironment,
  type BenchProcess,
} from './bench-environment.ts'
import type { BenchProject } from './bench-project.ts'
import { openConnection } from './http-load.ts'

/** The default of Coinslot, given to PostGraphile too. */
const poolSize = '10'
const pageCount = 50

/** A server with the list. */
export type ListServer = {
  readonly name: string
  readonly server: BenchProcess
  readonly headers: Readonly<Record<string, string>>
  /** Its query, with a variable for the cursor after which the page begins. */
  readonly request: Request
}

type Request = { readonly query: string; readonly variables: Readonly<Record<string, string>> }

type Start = (environment: BenchEnvironment, project: BenchProject) => Promise<ListServer>

const query = `query ($after: Cursor) { payments(first: 20, after: $after) {
  nodes { id status price { amount currencyCode } paidAt user { id userId } item { id itemId name } consume { id consumedAt } }
  pageInfo { hasNextPage endCursor } } }`

/** The same list from the tables. PostGraphile names the columns `id` `rowId`. */
const tableQuery = `query ($appId: UUID!, $after: Cursor) {
  payments: allPayments(condition: { appId: $appId }, orderBy: [PAID_AT_DESC, ROW_ID_DESC], first: 20, after: $after) {
    nodes { rowId status priceMicros currencyCode paidAt
      user { rowId externalId } item { rowId externalId name }
      consume: consumeByAppIdAndPaymentId { rowId consumedAt } }
    pageInfo { hasNextPage endCursor } } }`

export const startCoinslot: Start = async (environment, { serverHeaders }) => {
  const server = await startApi({ ...variablesOf(environment), JOB_CONCURRENCY: '0' })
  return { name: 'Coinslot', server, headers: serverHeaders, request: { query, variables: {} } }
}

export const startMercurius: Start = async (environment, { serverHeaders }) => {
  const variables = { NODE_ENV: 'development', ...variablesOf(environment) }
  const server = await startPeer(
    new URL('mercurius-process.ts', import.meta.url),
    'Mercurius listens on',
    variables,
  )
  return { name: 'Mercurius with its jit', server, headers: serverHeaders, request: { query, variables: {} } }
}

export const startPostgraphile: Start = async (environment, { appId }) => {
  const variables = { NODE_ENV: 'production', ...variablesOf(environment) }
  const server = await startPeer(
    new URL('postgraphile-process.ts', import.meta.url),
    'PostGraphile listens on',
    variables,
  )
  return { name: 'PostGraphile 5', server, headers: {}, request: { query: tableQuery, variables: { appId } } }
}

async function startPeer(...[script, readyText, variables]: Parameters<typeof startScript>) {
  const started = await startScript(script, readyText, variables)
  return { ...started, url: `${started.url}/graphql` }
}

function variablesOf({ databaseUrl, redisUrl }: BenchEnvironment): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    COINSLOT_SECRET: benchSecret,
    DATABASE_POOL_SIZE: poolSize,
  }
}

type Page = {
  readonly nodes: readonly unknown[]
  readonly pageInfo: { readonly endCursor: string }
}

/** The bodies that request the first pages. Each has the cursor of the page before it, so they are read once first. */
export async function readPages({ name, server, headers, request }: ListServer): Promise<readonly string[]> {
  const { send, close } = openConnection({ url: server.url, headers })
  const bodies: string[] = []
  let after: string | null = null
  while (bodies.length < pageCount) {
    const body = JSON.stringify({ ...request, variables: { ...request.variables, after } })
    const response = await send(body)
    const { data } = JSON.parse(response.body) as { data?: { payments: Page } }
    if (data?.payments.nodes.length !== 20) throw new Error(`${name} answered ${response.body}`)
    bodies.push(body)
    after = data.payments.pageInfo.endCursor
  }
  close()
  return bodies
}
