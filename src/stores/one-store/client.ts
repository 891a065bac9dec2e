import { startTimeBudget } from '../../platform/retry.ts'
import type { TimeBudget } from '../../platform/retry.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { TimeWindow } from '../list-contract.ts'
import type { Environment, StoreActOutcome } from '../sale-contract.ts'
import {
  isAcknowledged,
  isConsumed,
  purchaseDetailsSchema,
  readJson,
  acknowledgedSchema,
  voidedPurchasesSchema,
} from './api-types.ts'
import type { PurchaseDetails, VoidedPurchases } from './api-types.ts'
import { NotSettled, NotThere } from './failures.ts'
import { createOneStoreHost } from './host.ts'
import type { OneStoreCall, OneStoreHost } from './host.ts'
import type { OneStoreConfig, OneStoreMarket } from './one-store-config.ts'

export type OneStoreClientOptions = {
  readonly clientId: string
  readonly clientSecret: string
  /** Sent with the grant; purchases name their own. */
  readonly marketCode: OneStoreMarket
  readonly urls: Readonly<Record<Environment, string>>
  readonly config: OneStoreConfig
}

export type PurchaseKey = {
  readonly productId: string
  readonly purchaseToken: string
  readonly marketCode: OneStoreMarket
}

export type FoundDetails = {
  readonly details: PurchaseDetails
  readonly host: Environment
  /** The answer as it came. */
  readonly body: string
}

export type VoidedQuery = {
  readonly environment: Environment
  readonly window: TimeWindow
  /** Of the page before; null for the first. */
  readonly continuationKey: string | null
}

/** Every call throws StoreUnavailable and StoreMisconfigured. */
export type OneStoreClient = {
  /** Asks the hosts in order until one knows the purchase; null when each says that it does not. */
  findPurchase: (key: PurchaseKey, environments: readonly Environment[]) => Promise<FoundDetails | null>
  /** Without it ONE store cancels a purchase after three days. Repeating either of the two is harmless. */
  acknowledge: (key: PurchaseKey, environment: Environment) => Promise<StoreActOutcome>
  /** Acknowledges as well. Never for a product that is kept: its ownership would end. */
  consume: (key: PurchaseKey, environment: Environment) => Promise<StoreActOutcome>
  /** What was canceled in a window, in the market of the connection. */
  listVoided: (query: VoidedQuery) => Promise<VoidedPurchases>
}

export function createOneStoreClient(options: OneStoreClientOptions): OneStoreClient {
  const { clientId, config, urls } = options
  const hosts = {
    PRODUCTION: createOneStoreHost({ ...options, environment: 'PRODUCTION', url: urls.PRODUCTION }),
    SANDBOX: createOneStoreHost({ ...options, environment: 'SANDBOX', url: urls.SANDBOX }),
  }
  const newBudget = (): TimeBudget => startTimeBudget(2 * config.timeoutMs)

  async function findOn(
    host: Environment,
    key: PurchaseKey,
    budget: TimeBudget,
  ): Promise<FoundDetails | null> {
    const call = toCall('GET', config.detailsPath, key.marketCode, { ...key, clientId })
    try {
      return await hosts[host].send(call, (body) => ({ details: readDetails(body), host, body }), budget)
    } catch (error) {
      if (error instanceof NotThere) return null
      throw error
    }
  }

  async function acknowledge(
    path: string,
    key: PurchaseKey,
    host: Environment,
    isDone: (details: PurchaseDetails) => boolean,
  ): Promise<StoreActOutcome> {
    const budget = newBudget()
    try {
      const call = toCall('POST', path, key.marketCode, { ...key, clientId })
      return await hosts[host].send(call, readDone, budget)
    } catch (error) {
      if (!(error instanceof NotThere || error instanceof NotSettled)) throw error
      return readAcknowledged(await findOn(host, key, budget), isDone)
    }
  }

  return {
    findPurchase: (key, environments) => {
      const budget = newBudget()
      return findFirst(environments, (host) => findOn(host, key, budget))
    },
    acknowledge: (key, host) => acknowledge(config.acknowledgePath, key, host, isAcknowledged),
    consume: (key, host) => acknowledge(config.consumePath, key, host, isConsumed),
    listVoided: (query) => listVoided(hosts[query.environment], query, options),
  }
}

async function listVoided(
  host: OneStoreHost,
  query: VoidedQuery,
  { clientId, marketCode, config }: OneStoreClientOptions,
): Promise<VoidedPurchases> {
  const call = toCall('GET', config.voidedPath, marketCode, { clientId })
  const path = `${call.path}?${toVoidedParameters(query, config).toString()}`
  try {
    return await host.send({ ...call, path }, readVoided, startTimeBudget(2 * config.timeoutMs))
  } catch (error) {
    if (error instanceof NotThere) return { voidedPurchaseList: [] }
    throw error
  }
}

/** "No such data" on one host says nothing about a sale on another that refused to answer. */
async function findFirst(
  environments: readonly Environment[],
  findOn: (host: Environment) => Promise<FoundDetails | null>,
): Promise<FoundDetails | null> {
  const refusals: StoreMisconfigured[] = []
  for (const host of environments) {
    try {
      const found = await findOn(host)
      if (found !== null) return found
    } catch (error) {
      if (!(error instanceof StoreMisconfigured)) throw error
      refusals.push(error)
    }
  }
  const [refusal] = refusals
  if (refusal !== undefined) throw refusal
  return null
}

function toCall(
  method: OneStoreCall['method'],
  path: string,
  marketCode: OneStoreMarket,
  segments: Readonly<Record<string, string>>,
): OneStoreCall {
  const filled = path.replace(/\{(\w+)\}/g, (_match, name: string) =>
    encodeURIComponent(segments[name] ?? ''),
  )
  return { method, path: filled, marketCode }
}

function toVoidedParameters(
  { window, continuationKey }: VoidedQuery,
  { voidedParameters: names, voidedPageSize }: OneStoreConfig,
): URLSearchParams {
  return new URLSearchParams({
    [names.from]: String(window.from.getTime()),
    [names.to]: String(window.to.getTime()),
    [names.pageSize]: String(voidedPageSize),
    ...(continuationKey === null ? {} : { [names.page]: continuationKey }),
  })
}

function readDetails(body: string): PurchaseDetails {
  const parsed = purchaseDetailsSchema.safeParse(readJson(body))
  if (parsed.success) return parsed.data
  throw new StoreUnavailable('ONE store answered unreadable purchase details', { cause: parsed.error })
}

function readVoided(body: string): VoidedPurchases {
  const parsed = voidedPurchasesSchema.safeParse(readJson(body))
  if (parsed.success) return parsed.data
  throw new StoreUnavailable('ONE store answered an unreadable list of voided purchases', {
    cause: parsed.error,
  })
}

function readDone(body: string): StoreActOutcome {
  const json = readJson(body)
  if (json === undefined) throw new StoreUnavailable('ONE store answered something unreadable')
  if (!acknowledgedSchema.safeParse(json).success) throw new NotSettled()
  return { kind: 'done' }
}

/** Often it was done before. */
function readAcknowledged(
  found: FoundDetails | null,
  isDone: (details: PurchaseDetails) => boolean,
): StoreActOutcome {
  if (found === null) return { kind: 'impossible', reason: 'ONE store knows no such purchase.' }
  if (found.details.purchaseState === 1)
    return { kind: 'impossible', reason: 'ONE store canceled the purchase.' }
  if (isDone(found.details)) return { kind: 'done' }
  throw new StoreUnavailable('ONE store does not acknowledge the purchase yet')
}
