import { insertAuditEntry } from '../../db/queries/audit-log.ts'
import { sha256 } from '../../platform/crypto.ts'
import type { SaleQuery } from '../../stores/contract/sale-search.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Problem } from '../problem.ts'
import { storeNotConnected } from '../store-connection/store-not-connected.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { readStoreSales, type StoreSaleRecord } from './read-store-sales.ts'
import { recognizeText, type Recognition } from './recognize-text.ts'
import { assertTextLength } from './search.ts'

export type StoreLookupAnswer = {
  readonly store: StoreName
  readonly answeredAt: Date
  readonly sales: readonly StoreSaleRecord[]
  readonly problem: Problem | null
}

export type StoreLookupResult = {
  readonly text: string
  readonly answers: readonly StoreLookupAnswer[]
  readonly problem: Problem | null
}

/** A store that a text can be looked up at, and how. */
export type StoreLookup = { readonly store: StoreName; readonly queries: readonly SaleQuery[] }

/** Different queries that one text may be at one store. */
const maxQueries = 3

/** Asks the stores about a sale. Only the look-up of an operator is stored, in the audit log. */
export async function lookUpAtStore(
  ctx: Context,
  text: string,
  store: StoreName | null,
): Promise<StoreLookupResult> {
  assertTextLength(text)
  const recognition = recognizeText(ctx.stores.definitions, text)
  const named = listLookups(recognition).filter((lookup) => store === null || lookup.store === store)
  const problem = named.length === 0 ? lookupNotPossible(recognition) : null
  const lookups = store === null ? await selectConnected(ctx, named) : named
  if (lookups.length > 0 && ctx.caller.kind === 'OPERATOR') await recordLookups(ctx, recognition, lookups)
  const answers = await Promise.all(lookups.map((lookup) => queryStore(ctx, lookup)))
  return { text: recognition.text, answers, problem }
}

export function listLookups({ storeMatches }: Recognition): readonly StoreLookup[] {
  const queries = storeMatches.filter(({ query }) => query !== null)
  return [...Map.groupBy(queries, ({ store }) => store)].map(([store, matches]) => ({
    store,
    queries: deduplicate(matches.flatMap(({ query }) => query ?? [])).slice(0, maxQueries),
  }))
}

export function lookupNotPossible({ storeMatches }: Recognition): Problem {
  const message =
    storeMatches.length > 0
      ? 'The store has no call that finds a sale by this id. Paste the purchase token or the receipt.'
      : 'The text is no order number, transaction id, purchase token or receipt of a store.'
  return createProblem('LOOKUP_NOT_POSSIBLE', message)
}

function deduplicate(queries: readonly SaleQuery[]): readonly SaleQuery[] {
  return [...new Map(queries.map((query) => [JSON.stringify(query), query])).values()]
}

/** A text may be of several stores; those without a connection are named only if none has one. */
async function selectConnected(
  ctx: Context,
  lookups: readonly StoreLookup[],
): Promise<readonly StoreLookup[]> {
  const apps = await Promise.all(lookups.map(({ store }) => ctx.stores.listApps(ctx.app.appId, store)))
  const connected = lookups.filter((_, index) => (apps[index] ?? []).length > 0)
  return connected.length > 0 ? connected : lookups
}

async function queryStore(ctx: Context, { store, queries }: StoreLookup): Promise<StoreLookupAnswer> {
  try {
    const adapter = await ctx.stores.find(ctx.app.appId, store)
    if (adapter === null) return answer(ctx, store, storeNotConnected(store))
    if (adapter.findSales === null) {
      const message = 'The connection to the store has no API key, which looking a sale up requires.'
      return answer(ctx, store, createProblem('STORE_MISCONFIGURED', message))
    }
    for (const query of queries) {
      const sales = await readStoreSales(ctx, { store, adapter }, query)
      if (sales.length > 0) return { store, answeredAt: ctx.clock(), sales, problem: null }
    }
    const message = 'The store has no such sale for the apps of this AppKey.'
    return answer(ctx, store, createProblem('SALE_NOT_FOUND', message))
  } catch (error) {
    return answer(ctx, store, toStoreProblem(ctx, store, error))
  }
}

function answer(ctx: Context, store: StoreName, problem: Problem): StoreLookupAnswer {
  return { store, answeredAt: ctx.clock(), sales: [], problem }
}

/** Order numbers lead to customers, so it is known which operator asked for which. Tokens are secret, so only their hash is stored. */
async function recordLookups(
  ctx: Context,
  recognition: Recognition,
  lookups: readonly StoreLookup[],
): Promise<void> {
  const ids = lookups.flatMap(({ queries }) => queries.map(describeQuery))
  const changes = { after: { stores: lookups.map(({ store }) => store), ids: [...new Set(ids)] } }
  const action = createOperatorAction(ctx, { action: 'lookUpAtStore', changes })
  const { appId } = ctx.app
  await insertAuditEntry(ctx.db, { appId, id: appId }, action)
}

function describeQuery(query: SaleQuery): string {
  return query.by === 'PURCHASE_TOKEN'
    ? `token-sha256:${sha256(query.purchaseToken).toString('base64url')}`
    : query.id
}
