import { startDeadline } from '../../platform/retry.ts'
import type { Deadline } from '../../platform/retry.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { TimeWindow } from '../contract/history.ts'
import type { StoreEnvironment, StoreActionResult } from '../contract/sale.ts'
import {
  isAcknowledged,
  isConsumed,
  purchaseDetailsSchema,
  parseJson,
  successSchema,
  voidedPurchasesSchema,
} from './api-types.ts'
import type { PurchaseDetails, VoidedPurchases } from './api-types.ts'
import { StateConflictError, NotFoundError } from './errors.ts'
import { createOneStoreTransport } from './transport.ts'
import type { OneStoreRequest, OneStoreTransport } from './transport.ts'
import type { OneStoreConfig, OneStoreMarket } from './config.ts'

export type OneStoreClientOptions = {
  readonly clientId: string
  readonly clientSecret: string
  /** Sent with the grant; purchases name their own. */
  readonly marketCode: OneStoreMarket
  readonly urls: Readonly<Record<StoreEnvironment, string>>
  readonly config: OneStoreConfig
}

export type PurchaseKey = {
  readonly productId: string
  readonly purchaseToken: string
  readonly marketCode: OneStoreMarket
}

export type PurchaseDetailsResponse = {
  readonly details: PurchaseDetails
  readonly environment: StoreEnvironment
  /** The answer as it came. */
  readonly body: string
}

export type VoidedQuery = {
  readonly environment: StoreEnvironment
  readonly window: TimeWindow
  /** Of the page before; null for the first. */
  readonly continuationKey: string | null
}

/** Every call throws StoreUnavailable and StoreMisconfigured. */
export type OneStoreClient = {
  /** Asks the hosts in order until one knows the purchase; null when each says that it does not. */
  findPurchase: (
    key: PurchaseKey,
    environments: readonly StoreEnvironment[],
  ) => Promise<PurchaseDetailsResponse | null>
  /** Without it ONE store cancels a purchase after three days. Repeating either of the two is harmless. */
  acknowledge: (key: PurchaseKey, environment: StoreEnvironment) => Promise<StoreActionResult>
  /** Acknowledges as well. Never for a product that is kept: its ownership would end. */
  consume: (key: PurchaseKey, environment: StoreEnvironment) => Promise<StoreActionResult>
  /** What was canceled in a window, in the market of the connection. */
  listVoidedPurchases: (query: VoidedQuery) => Promise<VoidedPurchases>
}

export function createOneStoreClient(options: OneStoreClientOptions): OneStoreClient {
  const { clientId, config, urls } = options
  const transports = {
    PRODUCTION: createOneStoreTransport({ ...options, environment: 'PRODUCTION', url: urls.PRODUCTION }),
    SANDBOX: createOneStoreTransport({ ...options, environment: 'SANDBOX', url: urls.SANDBOX }),
  }
  const startClientDeadline = (): Deadline => startDeadline(2 * config.timeoutMs)

  async function findInEnvironment(
    environment: StoreEnvironment,
    key: PurchaseKey,
    budget: Deadline,
  ): Promise<PurchaseDetailsResponse | null> {
    const call = toRequest('GET', config.detailsPath, key.marketCode, { ...key, clientId })
    try {
      return await transports[environment].send(
        call,
        (body) => ({ details: parseDetails(body), environment, body }),
        budget,
      )
    } catch (error) {
      if (error instanceof NotFoundError) return null
      throw error
    }
  }

  async function mutatePurchase(
    path: string,
    key: PurchaseKey,
    host: StoreEnvironment,
    isDone: (details: PurchaseDetails) => boolean,
  ): Promise<StoreActionResult> {
    const budget = startClientDeadline()
    try {
      const call = toRequest('POST', path, key.marketCode, { ...key, clientId })
      return await transports[host].send(call, parseSuccess, budget)
    } catch (error) {
      if (!(error instanceof NotFoundError || error instanceof StateConflictError)) throw error
      return toPurchaseResult(await findInEnvironment(host, key, budget), isDone)
    }
  }

  return {
    findPurchase: (key, environments) => {
      const budget = startClientDeadline()
      return findFirst(environments, (host) => findInEnvironment(host, key, budget))
    },
    acknowledge: (key, host) => mutatePurchase(config.acknowledgePath, key, host, isAcknowledged),
    consume: (key, host) => mutatePurchase(config.consumePath, key, host, isConsumed),
    listVoidedPurchases: (query) => listVoidedPurchases(transports[query.environment], query, options),
  }
}

async function listVoidedPurchases(
  host: OneStoreTransport,
  query: VoidedQuery,
  { clientId, marketCode, config }: OneStoreClientOptions,
): Promise<VoidedPurchases> {
  const call = toRequest('GET', config.voidedPath, marketCode, { clientId })
  const path = `${call.path}?${toVoidedParameters(query, config).toString()}`
  try {
    return await host.send({ ...call, path }, parseVoidedPurchases, startDeadline(2 * config.timeoutMs))
  } catch (error) {
    if (error instanceof NotFoundError) return { voidedPurchaseList: [] }
    throw error
  }
}

/** "No such data" on one host says nothing about a sale on another that refused to answer. */
async function findFirst(
  environments: readonly StoreEnvironment[],
  findOn: (host: StoreEnvironment) => Promise<PurchaseDetailsResponse | null>,
): Promise<PurchaseDetailsResponse | null> {
  const rejections: StoreMisconfiguredError[] = []
  for (const host of environments) {
    try {
      const found = await findOn(host)
      if (found !== null) return found
    } catch (error) {
      if (!(error instanceof StoreMisconfiguredError)) throw error
      rejections.push(error)
    }
  }
  const [refusal] = rejections
  if (refusal !== undefined) throw refusal
  return null
}

function toRequest(
  method: OneStoreRequest['method'],
  path: string,
  marketCode: OneStoreMarket,
  segments: Readonly<Record<string, string>>,
): OneStoreRequest {
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

function parseDetails(body: string): PurchaseDetails {
  const parsed = purchaseDetailsSchema.safeParse(parseJson(body))
  if (parsed.success) return parsed.data
  throw new StoreUnavailableError('ONE store returned unreadable purchase details', { cause: parsed.error })
}

function parseVoidedPurchases(body: string): VoidedPurchases {
  const parsed = voidedPurchasesSchema.safeParse(parseJson(body))
  if (parsed.success) return parsed.data
  throw new StoreUnavailableError('ONE store returned an unreadable list of voided purchases', {
    cause: parsed.error,
  })
}

function parseSuccess(body: string): StoreActionResult {
  const json = parseJson(body)
  if (json === undefined) throw new StoreUnavailableError('ONE store returned an unreadable response')
  if (!successSchema.safeParse(json).success) throw new StateConflictError()
  return { kind: 'done' }
}

/** Often it was done before. */
function toPurchaseResult(
  found: PurchaseDetailsResponse | null,
  isDone: (details: PurchaseDetails) => boolean,
): StoreActionResult {
  if (found === null) return { kind: 'rejected', reason: 'ONE store has no such purchase.' }
  if (found.details.purchaseState === 1)
    return { kind: 'rejected', reason: 'ONE store canceled the purchase.' }
  if (isDone(found.details)) return { kind: 'done' }
  throw new StoreUnavailableError('ONE store has not acknowledged the purchase yet')
}
