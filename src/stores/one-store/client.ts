import { parseJson } from '../../platform/json.ts'
import { startDeadline } from '../../platform/retry.ts'
import type { Deadline } from '../../platform/retry.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { TimeWindow } from '../contract/history.ts'
import type { StoreEnvironment, StoreActionResult } from '../contract/sale.ts'
import { purchaseDetailsSchema, successSchema, voidedPurchasesSchema } from './api-types.ts'
import type { PurchaseDetails, PurchaseDetailsResponse, VoidedPurchases } from './api-types.ts'
import type { OneStoreConfig, OneStoreMarket } from './config.ts'
import { NotFoundError, StateConflictError } from './errors.ts'
import { isAcknowledged, isConsumed } from './mapper.ts'
import { findFirst } from './find-first.ts'
import { createSubscriptionClient, type OneStoreSubscriptionClient } from './subscription-client.ts'
import { createOneStoreTransport, toRequest, type PurchaseKey } from './transport.ts'
import type { OneStoreTransport } from './transport.ts'

export type OneStoreClientOptions = {
  readonly clientId: string
  readonly clientSecret: string
  /** Sent with the token request; calls about purchases send the market of the purchase. */
  readonly marketCode: OneStoreMarket
  readonly urls: Readonly<Record<StoreEnvironment, string>>
  readonly config: OneStoreConfig
}

export type VoidedQuery = {
  readonly environment: StoreEnvironment
  readonly window: TimeWindow
  /** From the previous page; null for the first page. */
  readonly continuationKey: string | null
}

/** Every call throws StoreUnavailableError and StoreMisconfiguredError. */
export type OneStoreClient = {
  /** Calls the hosts in order until one has the purchase; null when none has it. */
  findPurchase: (
    key: PurchaseKey,
    environments: readonly StoreEnvironment[],
  ) => Promise<PurchaseDetailsResponse | null>
  /** Acknowledges the purchase; without it ONE store cancels the purchase after three days. Idempotent, as `consume` is. */
  acknowledge: (key: PurchaseKey, environment: StoreEnvironment) => Promise<StoreActionResult>
  /** Consumes the purchase, which acknowledges it too. Never for a non-consumable product: the buyer would lose it. */
  consume: (key: PurchaseKey, environment: StoreEnvironment) => Promise<StoreActionResult>
  /** The purchases that were canceled in the window, in the market of the connection. */
  listVoidedPurchases: (query: VoidedQuery) => Promise<VoidedPurchases>
  readonly subscriptions: OneStoreSubscriptionClient
}

export function createOneStoreClient(options: OneStoreClientOptions): OneStoreClient {
  const { clientId, config } = options
  const [transports, unrepeated] = [connectHosts(options, config.maxRetries), connectHosts(options, 0)]
  const startClientDeadline = (): Deadline => startDeadline(2 * config.timeoutMs)

  async function findInEnvironment(
    environment: StoreEnvironment,
    key: PurchaseKey,
    deadline: Deadline,
  ): Promise<PurchaseDetailsResponse | null> {
    const request = toRequest('GET', config.detailsPath, key.marketCode, { ...key, clientId })
    try {
      return await transports[environment].send(
        request,
        (body) => ({ details: parseDetails(body), environment, body, readAt: new Date() }),
        deadline,
      )
    } catch (error) {
      if (error instanceof NotFoundError) return null
      throw error
    }
  }

  async function mutatePurchase(
    path: string,
    key: PurchaseKey,
    environment: StoreEnvironment,
    isDone: (details: PurchaseDetails) => boolean,
  ): Promise<StoreActionResult> {
    const deadline = startClientDeadline()
    try {
      const request = toRequest('POST', path, key.marketCode, { ...key, clientId })
      return await transports[environment].send(request, parseSuccess, deadline)
    } catch (error) {
      if (!(error instanceof NotFoundError || error instanceof StateConflictError)) throw error
      return toPurchaseResult(await findInEnvironment(environment, key, deadline), isDone)
    }
  }

  return {
    findPurchase: (key, environments) => {
      const deadline = startClientDeadline()
      return findFirst(environments, (environment) => findInEnvironment(environment, key, deadline))
    },
    acknowledge: (key, environment) =>
      mutatePurchase(config.acknowledgePath, key, environment, isAcknowledged),
    consume: (key, environment) => mutatePurchase(config.consumePath, key, environment, isConsumed),
    subscriptions: createSubscriptionClient({ clientId, config, transports, unrepeated }),
    listVoidedPurchases: (query) => listVoidedPurchases(transports[query.environment], query, options),
  }
}

function connectHosts(
  options: OneStoreClientOptions,
  maxRetries: number,
): Readonly<Record<StoreEnvironment, OneStoreTransport>> {
  const config = { ...options.config, maxRetries }
  const connect = (environment: StoreEnvironment) =>
    createOneStoreTransport({ ...options, environment, url: options.urls[environment], config })
  return { PRODUCTION: connect('PRODUCTION'), SANDBOX: connect('SANDBOX') }
}

async function listVoidedPurchases(
  transport: OneStoreTransport,
  query: VoidedQuery,
  { clientId, marketCode, config }: OneStoreClientOptions,
): Promise<VoidedPurchases> {
  const request = toRequest('GET', config.voidedPath, marketCode, { clientId })
  const path = `${request.path}?${toVoidedParameters(query, config).toString()}`
  try {
    return await transport.send(
      { ...request, path },
      parseVoidedPurchases,
      startDeadline(2 * config.timeoutMs),
    )
  } catch (error) {
    if (error instanceof NotFoundError) return { voidedPurchaseList: [] }
    throw error
  }
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

/** Often an earlier attempt succeeded and only its response was lost. */
function toPurchaseResult(
  found: PurchaseDetailsResponse | null,
  isDone: (details: PurchaseDetails) => boolean,
): StoreActionResult {
  if (found === null) return { kind: 'rejected', reason: 'ONE store has no such purchase.' }
  if (found.details.purchaseState === 1) {
    return { kind: 'rejected', reason: 'ONE store canceled the purchase.' }
  }
  if (isDone(found.details)) return { kind: 'done' }
  throw new StoreUnavailableError('ONE store has not acknowledged the purchase yet')
}
