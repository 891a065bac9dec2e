import type { Bridge } from '../bridges/bridge.ts'
import { toCoinslotError, withErrorCode, type CoinslotError } from '../core/coinslot-error.ts'
import { assertText, assertUrl, defaultFetch, invalidOption } from '../core/options.ts'
import { systemSchedule, withTimeout, type Schedule } from '../core/time.ts'
import { createTransport, type Fetch } from '../core/transport.ts'
import { remember, type ClientContext } from './client-context.ts'
import { createConnector } from './create-connector.ts'
import { consumePayment, type DeliveryHandler } from './consume-payment.ts'
import { createLedger } from './ledger.ts'
import type { ClientTimeouts, Limit } from './limits.ts'
import { listItems, type Item } from './list-items.ts'
import { listUnconsumedPayments } from './list-unconsumed-payments.ts'
import { purchaseItem } from './purchase.ts'
import { reprocess } from './reprocess.ts'
import { failed } from './resolve-entry.ts'
import type { ConsumeResult, Payment, PurchaseResult } from './results.ts'
import { createSessions, type Session, type UserTokenSource } from './sessions.ts'
import { createStorageCall, findDefaultStorage, type CoinslotStorage } from './storage.ts'

/** What `createCoinslot` needs to know. Set either `userToken` or `userId`. */
export type CoinslotOptions = {
  /** The GraphQL endpoint of the server, `https://…/graphql`. */
  readonly url: string
  /** The AppKey, `ak_…`. */
  readonly appKey: string
  /** Connects the payment sheet of a store, and says which store it is. */
  readonly bridge: Bridge
  /** The user token of the player who is logged in, or a function that returns it. It is read before each call. */
  readonly userToken?: string | UserTokenSource
  /** The player's id where the AppKey requires no user tokens, or a function that returns it. */
  readonly userId?: string | (() => string)
  /** Where purchases that have not ended are kept. Default `localStorage`, if there is one. */
  readonly storage?: CoinslotStorage
  /** The app's bundle id or package name, needed only where the products differ between the apps of a store. */
  readonly storeBundleId?: string
  readonly timeouts?: Partial<ClientTimeouts>
  /** How often a call is repeated after a failure that may pass. Default 3. */
  readonly maxRetries?: number
  /** Is called with failures that no result reports, for the log of the app. */
  readonly onError?: (error: CoinslotError) => void
  /** Default: the `fetch` of the platform. */
  readonly fetch?: Fetch
  /** Default: the timers of the platform. */
  readonly schedule?: Schedule
}

/** The client of one app. No call waits without a limit. */
export type Coinslot = {
  /**
   * The items that are sold in the store, with the prices of the store.
   * @throws CoinslotError
   */
  readonly items: () => Promise<readonly Item[]>
  /** Buys an item. It always resolves; a second call for an item that is being bought gets the same result. */
  readonly purchase: (itemId: string) => Promise<PurchaseResult>
  /**
   * Continues what another start of the app began, and processes what the store has not finished. Call it at start, after login and
   * when the app returns to the foreground.
   * @throws CoinslotError if the player cannot be identified
   */
  readonly reprocess: () => Promise<readonly PurchaseResult[]>
  /**
   * The payments of the player that are paid and not consumed, oldest first. Before them are those that `consume` with a handler may have
   * consumed on this device, and whose handler has not succeeded.
   * @throws CoinslotError
   */
  readonly unconsumedPayments: () => Promise<readonly Payment[]>
  /**
   * Consumes a payment in the built-in model, then calls `deliver` and waits for it. A payment whose delivery did not end, because the app
   * was killed or `deliver` failed, is listed by `unconsumedPayments` until another `consume` delivers it. Without `deliver` the app has to
   * remember by itself what it consumed and has not delivered.
   */
  readonly consume: (payment: Payment, deliver?: DeliveryHandler) => Promise<ConsumeResult>
  /** Calls the listener with each purchase that ends outside of its own call. Returns a function that removes the listener. */
  readonly onPurchaseUpdated: (listener: (result: PurchaseResult) => void) => () => void
}

/** What `@coinslot/sdk/entitlements` uses of a client. Its type hides it from apps. */
export type ClientInternals = {
  readonly options: CoinslotOptions
  readonly execute: <Result>(task: (session: Session) => Result | Promise<Result>) => Promise<Result>
}

const defaultTimeouts: ClientTimeouts = {
  requestMs: 15_000,
  sheetMs: 600_000,
  reportMs: 10_000,
  bridgeMs: 10_000,
  storageMs: 5_000,
}

/** An answer that has a result, but not the one of the operation, makes the code that reads it throw. */
const badAnswer = 'UNEXPECTED_RESPONSE'

const maxRetryDelayMs = 8_000

/**
 * Creates the client of one app. It opens no connection: the first call does.
 *
 * @example
 * ```ts
 * import { createCoinslot } from '@coinslot/sdk'
 *
 * const shop = createCoinslot({ url, appKey, userToken: fetchUserToken, bridge })
 * const result = await shop.purchase('coins_100')
 * if (result.status === 'failed') console.log(result.error.playerMessage.en)
 * ```
 *
 * @throws CoinslotError INVALID_CONFIGURATION
 */
export function createCoinslot(options: CoinslotOptions): Coinslot {
  assertOptions(options)
  const { bridge, appKey, schedule = systemSchedule } = options
  const reports = createReports()
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const limit: Limit = (name, task, onTimeout) => withTimeout(schedule, timeouts[name], task, onTimeout)
  const callStorage = createStorageCall(options.storage ?? findDefaultStorage(), limit)
  const onError = (error: CoinslotError) => runSafely(() => options.onError?.(error))
  const ctx: ClientContext = {
    bridge,
    ledger: createLedger(callStorage, `coinslot:${appKey}:purchase:`),
    deliveries: createLedger(callStorage, `coinslot:${appKey}:delivery:`),
    limit,
    storeBundleId: options.storeBundleId,
    openSheets: new Map(),
    activeEntries: new Set(),
    received: new Set(),
    ended: new Set(),
    notify: reports.notify,
    onError,
  }
  const findSession = createSessions({
    appKey,
    userToken: toSource(options.userToken),
    userId: toSource(options.userId),
    transport: createTransport({
      url: options.url,
      fetch: options.fetch ?? defaultFetch,
      name: 'sdk',
      timeoutMs: timeouts.requestMs,
      maxRetries: options.maxRetries ?? 3,
      maxRetryDelayMs,
      schedule,
    }),
    limit,
  })
  return createCalls(ctx, findSession, reports, options)
}

function createCalls(
  ctx: ClientContext,
  findSession: () => Promise<Session>,
  reports: ReturnType<typeof createReports>,
  options: CoinslotOptions,
): Coinslot & ClientInternals {
  const { connect, waitForEvents } = createConnector(ctx, findSession)
  const shareRunning = createSharing()
  const withSession: ClientInternals['execute'] = (task) =>
    withErrorCode(badAnswer, async () => task(await findSession()))
  const findConnected = async () => {
    const session = await findSession()
    await connect()
    return session
  }
  const purchase = async (itemId: string): Promise<PurchaseResult> => {
    try {
      const session = await findConnected()
      const result = await shareRunning(`purchase:${session.userId}:${itemId}`, () =>
        purchaseItem(ctx, session, itemId),
      )
      reports.report(result)
      return result
    } catch (error) {
      return failed({ itemId, purchaseId: null }, toCoinslotError(error, badAnswer))
    }
  }
  return {
    options,
    execute: withSession,
    items: () => withSession((session) => listItems(ctx, session)),
    purchase,
    reprocess: () =>
      withErrorCode(badAnswer, async () => {
        const session = await findConnected()
        const results = await shareRunning(`reprocess:${session.userId}`, () => reprocess(ctx, session))
        // It leaves out a purchase that an event continues.
        await waitForEvents()
        return results
      }),
    unconsumedPayments: () => withSession((session) => listUnconsumedPayments(ctx, session)),
    consume: (payment, deliver) =>
      shareRunning(`consume:${payment.id}`, () => consumePayment(ctx, findSession, payment, deliver)),
    onPurchaseUpdated: reports.listen,
  }
}

/** Reports each status of a purchase once: an event and `reprocess` may find the same transaction at the same time. */
function createReports() {
  const listeners = new Set<(result: PurchaseResult) => void>()
  const reported = new Set<string>()
  const report = ({ status, purchaseId }: PurchaseResult): boolean =>
    purchaseId === null || remember(reported, `${status}:${purchaseId}`)
  return {
    report,
    notify: (result: PurchaseResult) => {
      if (!report(result)) return
      for (const listener of listeners) runSafely(() => listener(result))
    },
    listen: (listener: (result: PurchaseResult) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Calls with the same key that overlap are one call. */
function createSharing() {
  const running = new Map<string, Promise<unknown>>()
  return <Result>(key: string, task: () => Promise<Result>): Promise<Result> => {
    const current = running.get(key) as Promise<Result> | undefined
    const started = current ?? task().finally(() => running.delete(key))
    running.set(key, started)
    return started
  }
}

const toSource = <Source extends (...parameters: never[]) => unknown>(value: string | Source | undefined) =>
  typeof value === 'string' ? () => value : (value ?? null)

function assertOptions({ url, appKey, userToken, userId, bridge }: CoinslotOptions): void {
  assertUrl(url)
  assertText('appKey', appKey)
  if (appKey.startsWith('csk_')) throw invalidOption('`appKey` is a server key.')
  if ((userToken === undefined) === (userId === undefined)) {
    throw invalidOption('Set `userToken` or `userId`.')
  }
  assertText('bridge.store', (bridge as Partial<Bridge> | undefined)?.store)
}

/** A callback of the app must not break a purchase. */
function runSafely(callback: () => void): void {
  try {
    callback()
  } catch {
    // The app has its own log.
  }
}
