import { createId } from '../client/create-id.ts'
import type { Store } from '../core/known-values.ts'
import { systemSchedule } from '../core/time.ts'
import { createPlanChanges, type PlanChange, type PlanChangeOptions } from './plan-changes.ts'
import type {
  Bridge,
  Receipt,
  SheetRequest,
  SheetResult,
  StoreProductDetails,
  StoreTransaction,
} from './bridge.ts'

/** What the bridge uses of a response of `fetch`. */
export type CheckoutResponse = {
  readonly ok: boolean
  /** Reads the body as JSON. */
  readonly json: () => Promise<unknown>
}

/** Which checkout page of the store emulator is opened. */
export type EmulatorCheckoutOptions = PlanChangeOptions & {
  /** The URL of the store emulator, for example `http://127.0.0.1:4100`. */
  readonly emulatorUrl: string
  /** The store whose sheet the emulator shows. */
  readonly store: Store
  /**
   * The store account of the customer, for example the player's id. With it the emulator knows which subscriptions the customer has, as stores
   * do: the plan can be changed, and there is one free trial. Default: each purchase has an account of its own.
   */
  readonly customer?: string
  /** Default: the page's own window. */
  readonly window?: OpenerWindow
  /** Default: the `fetch` of the platform. */
  readonly fetch?: (url: string) => Promise<CheckoutResponse>
}

/** What the bridge uses of the window of a browser. */
export type OpenerWindow = {
  readonly location: { readonly origin: string }
  /** Opens a window; null if the browser blocks it. */
  readonly open: (url: string, target: string, features: string) => CheckoutWindow | null
  /** Begins to report messages to the listener. */
  readonly addEventListener: (type: 'message', listener: (event: CheckoutMessageEvent) => void) => void
  /** Ends what `addEventListener` began. */
  readonly removeEventListener: (type: 'message', listener: (event: CheckoutMessageEvent) => void) => void
}

/** What the bridge uses of the window that it opened. */
export type CheckoutWindow = {
  readonly closed: boolean
  /** Closes the window, if it is open. */
  readonly close: () => void
}

/** What the bridge uses of a message that a window received. */
export type CheckoutMessageEvent = {
  readonly origin: string
  readonly source: unknown
  readonly data: unknown
}

/** What the emulator's page sends to the page that opened it. */
type CheckoutMessage = {
  readonly type: 'coinslot-checkout'
  readonly checkoutId: string
  readonly purchaseId: string
  readonly outcome: 'PAID' | 'PENDING' | 'DECLINED'
  readonly receipt: Receipt | null
}

const alreadyOwned = {
  kind: 'FAILED',
  code: 'ALREADY_OWNED',
  message: 'The customer has this subscription.',
} as const

/** A transaction that the emulator reports again. */
type UnfinishedTransaction = Pick<CheckoutMessage, 'purchaseId'> & {
  readonly productId: string
  readonly accountToken: string | null
  readonly outcome: 'PAID' | 'PENDING'
  readonly receipt: Receipt
}

type FindUnfinished = (accountTokens: readonly string[]) => Promise<readonly StoreTransaction[]>

const closedCheckMs = 300

/**
 * Sells by the checkout page of the store emulator, in a window of its own, and receives the real signed receipt. For development: no
 * money moves. The emulator sends no events; a sale whose window or page was closed is in the unfinished list.
 *
 * @example
 * ```ts
 * import { emulatorCheckout } from '@coinslot/sdk/bridges'
 *
 * const checkout = emulatorCheckout({ emulatorUrl: 'http://127.0.0.1:4100', store: 'APP_STORE' })
 * ```
 */
export function emulatorCheckout(options: EmulatorCheckoutOptions): Bridge {
  const { emulatorUrl, store, customer, window, fetch } = options
  const { origin } = new URL(emulatorUrl)
  const load = fetch ?? ((url: string) => globalThis.fetch(url))
  const plans = createPlanChanges(options)
  const list = async (owner: object) => {
    const query = new URLSearchParams({ store, ...owner }).toString()
    const response = await load(`${origin}/checkout/unfinished?${query}`)
    if (!response.ok) throw new Error(`The emulator at ${origin} does not list transactions.`)
    const body = (await response.json()) as { readonly transactions: readonly UnfinishedTransaction[] }
    return body.transactions.map(toTransaction)
  }
  const listOwned = async () => (customer === undefined ? [] : list({ customer }))
  const findUnfinished: FindUnfinished = async (accountTokens) => {
    const lists = await Promise.all([
      ...accountTokens.map((accountToken) => list({ accountToken })),
      listOwned(),
    ])
    return [...new Map(lists.flat().map((each) => [each.id, each])).values()]
  }
  const open = (request: SheetRequest, change?: PlanChange) => {
    const opener = window ?? (globalThis as unknown as OpenerWindow)
    const { mode, isUpgrade, current } = change ?? {}
    const plan = current && { replaces: current.id, change: isUpgrade ? 'UPGRADE' : 'DOWNGRADE', mode }
    const query = { store, ...(customer === undefined ? {} : { customer }), ...plan }
    return openCheckout(opener, { origin, query, findUnfinished }, request)
  }
  return {
    store,
    connect: async () => undefined,
    products: (productIds) => fetchProducts(load, origin, productIds),
    open: async (request) => {
      if (customer === undefined) return open(request)
      const owned = await listOwned()
      const isOwned = owned.some(({ productId }) => productId === request.productId)
      return isOwned ? alreadyOwned : open(request, plans.find(request, owned))
    },
    unfinished: findUnfinished,
    finish: async (transaction, { userId }) => plans.remember(transaction, userId),
  }
}

type Load = NonNullable<EmulatorCheckoutOptions['fetch']>

async function fetchProducts(
  load: Load,
  origin: string,
  productIds: readonly string[],
): Promise<readonly StoreProductDetails[]> {
  if (productIds.length === 0) return []
  const query = new URLSearchParams(productIds.map((id): [string, string] => ['productId', id]))
  const response = await load(`${origin}/checkout/products?${query.toString()}`)
  const { products } = (await response.json()) as {
    readonly products: readonly { readonly productId: string; readonly displayPrice: string }[]
  }
  return products.map(({ productId, displayPrice }) => ({ productId, displayPrice, title: null }))
}

type CheckoutContext = {
  readonly origin: string
  /** What the page is told besides the request. */
  readonly query: object
  readonly findUnfinished: FindUnfinished
}

function openCheckout(
  opener: OpenerWindow,
  { origin, query: details, findUnfinished }: CheckoutContext,
  { productId, accountToken, signal }: SheetRequest,
): Promise<SheetResult> {
  const checkoutId = createId()
  const query = new URLSearchParams({
    ...details,
    productId,
    accountToken,
    openerOrigin: opener.location.origin,
    checkoutId,
  })
  return new Promise((resolve) => {
    const page = opener.open(`${origin}/checkout?${query.toString()}`, '_blank', 'popup,width=420,height=640')
    if (page === null) {
      const message = 'The browser blocked the checkout window. Allow windows of this page.'
      return resolve({ kind: 'FAILED', code: 'PAYMENTS_NOT_ALLOWED', message })
    }
    const end = (result: SheetResult) => {
      cancelCheck()
      opener.removeEventListener('message', onMessage)
      signal.removeEventListener('abort', onAbort)
      page.close()
      resolve(result)
    }
    const onAbort = () => end({ kind: 'CLOSED' })
    const onMessage = (event: CheckoutMessageEvent) => {
      if (event.origin !== origin || event.source !== page) return
      if (isCheckoutMessage(event.data, checkoutId))
        end(toSheetResult(event.data, { productId, accountToken }))
    }
    let wasClosed = false
    const checkClosed = () => {
      // The message of a window that is closed at once may still be on its way.
      if (page.closed && wasClosed) {
        cancelCheck()
        void findOutcome(findUnfinished, accountToken).then(end)
        return
      }
      wasClosed = page.closed
      cancelCheck = systemSchedule(checkClosed, closedCheckMs)
    }
    let cancelCheck = systemSchedule(checkClosed, closedCheckMs)
    opener.addEventListener('message', onMessage)
    signal.addEventListener('abort', onAbort)
  })
}

/** A window may be closed after the payment, before it could report it. */
async function findOutcome(findUnfinished: FindUnfinished, accountToken: string): Promise<SheetResult> {
  try {
    const [transaction] = await findUnfinished([accountToken])
    return transaction === undefined ? { kind: 'CANCELED' } : { kind: 'TRANSACTION', transaction }
  } catch {
    return { kind: 'CLOSED' }
  }
}

const toTransaction = ({ purchaseId, outcome, ...sale }: UnfinishedTransaction): StoreTransaction => ({
  ...{ productId: sale.productId, accountToken: sale.accountToken, receipt: sale.receipt },
  ...{ id: purchaseId, state: outcome },
})

function isCheckoutMessage(data: unknown, checkoutId: string): data is CheckoutMessage {
  const message = data as Partial<CheckoutMessage> | null
  return message?.type === 'coinslot-checkout' && message.checkoutId === checkoutId
}

function toSheetResult(
  { outcome, purchaseId, receipt }: CheckoutMessage,
  { productId, accountToken }: Pick<SheetRequest, 'productId' | 'accountToken'>,
): SheetResult {
  if (outcome === 'DECLINED') {
    return { kind: 'FAILED', code: 'PAYMENT_DECLINED', message: 'The payment was declined.' }
  }
  if (receipt === null) return { kind: 'PENDING' }
  const transaction = toTransaction({ purchaseId, productId, accountToken, outcome, receipt })
  return { kind: 'TRANSACTION', transaction }
}
