import { startTimeBudget } from '../../platform/retry.ts'
import type { TimeBudget } from '../../platform/retry.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { Environment } from '../contract.ts'
import { purchaseDetailsSchema, readJson } from './api-types.ts'
import type { PurchaseDetails } from './api-types.ts'
import { NotThere, Unchangeable } from './failures.ts'
import { createOneStoreHost } from './host.ts'
import type { OneStoreCall } from './host.ts'
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

/** `impossible`: the store will not do it, however often it is asked. */
export type SettleOutcome =
  { readonly kind: 'settled' } | { readonly kind: 'impossible'; readonly reason: string }

/** Every call throws StoreUnavailable and StoreMisconfigured. */
export type OneStoreClient = {
  /** Asks the hosts in order until one knows the purchase; null when each says that it does not. */
  findPurchase: (key: PurchaseKey, environments: readonly Environment[]) => Promise<FoundDetails | null>
  /** Without it ONE store cancels a purchase after three days. Repeating either of the two is harmless. */
  acknowledge: (key: PurchaseKey, environment: Environment) => Promise<SettleOutcome>
  /** Acknowledges as well. Never for a product that is kept: its ownership would end. */
  consume: (key: PurchaseKey, environment: Environment) => Promise<SettleOutcome>
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
    const call = toCall('GET', config.detailsPath, clientId, key)
    try {
      return await hosts[host].send(call, (body) => ({ details: readDetails(body), host, body }), budget)
    } catch (error) {
      if (error instanceof NotThere) return null
      throw error
    }
  }

  async function settle(
    path: string,
    key: PurchaseKey,
    host: Environment,
    isDone: (details: PurchaseDetails) => boolean,
  ): Promise<SettleOutcome> {
    const budget = newBudget()
    try {
      const call = toCall('POST', path, clientId, key)
      return await hosts[host].send(call, () => ({ kind: 'settled' }), budget)
    } catch (error) {
      if (!(error instanceof NotThere || error instanceof Unchangeable)) throw error
      return readSettled(await findOn(host, key, budget), isDone)
    }
  }

  return {
    findPurchase: (key, environments) => {
      const budget = newBudget()
      return findFirst(environments, (host) => findOn(host, key, budget))
    },
    acknowledge: (key, host) => settle(config.acknowledgePath, key, host, isAcknowledged),
    consume: (key, host) => settle(config.consumePath, key, host, isConsumed),
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

function isConsumed(details: PurchaseDetails): boolean {
  return details.consumptionState === 1
}

function isAcknowledged(details: PurchaseDetails): boolean {
  return details.acknowledgeState === 1 || isConsumed(details)
}

function toCall(
  method: OneStoreCall['method'],
  path: string,
  clientId: string,
  { productId, purchaseToken, marketCode }: PurchaseKey,
): OneStoreCall {
  const segments: Readonly<Record<string, string>> = { clientId, productId, purchaseToken }
  const filled = path.replace(/\{(\w+)\}/g, (_match, name: string) =>
    encodeURIComponent(segments[name] ?? ''),
  )
  return { method, path: filled, marketCode }
}

function readDetails(body: string): PurchaseDetails {
  const parsed = purchaseDetailsSchema.safeParse(readJson(body))
  if (parsed.success) return parsed.data
  throw new StoreUnavailable('ONE store answered unreadable purchase details', { cause: parsed.error })
}

/** What a refused acknowledge or consume means is told by the purchase itself: often it was done before. */
function readSettled(
  found: FoundDetails | null,
  isDone: (details: PurchaseDetails) => boolean,
): SettleOutcome {
  if (found === null) return { kind: 'impossible', reason: 'ONE store knows no such purchase' }
  if (found.details.purchaseState === 1) return { kind: 'impossible', reason: 'The purchase was canceled' }
  if (isDone(found.details)) return { kind: 'settled' }
  throw new StoreUnavailable('ONE store does not settle the purchase yet')
}
