import { createId } from '../client/create-id.ts'
import type { Store } from '../core/known-values.ts'
import { systemSchedule } from '../core/time.ts'
import type { Bridge, Receipt, SheetRequest, SheetResult } from './bridge.ts'

/** Which checkout page of the store emulator is opened. */
export type EmulatorCheckoutOptions = {
  /** The URL of the store emulator, for example `http://127.0.0.1:4100`. */
  readonly emulatorUrl: string
  /** The store whose sheet the emulator shows. */
  readonly store: Store
  /** Default: the page's own window. */
  readonly window?: OpenerWindow
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

const closedCheckMs = 300

/**
 * Sells by the checkout page of the store emulator, in a window of its own, and receives the real signed receipt. For development: no
 * money moves. The page shows no price of a store, and does not repeat transactions: a purchase whose page was reloaded is found by the
 * notification that the emulator sends to the server.
 *
 * @example
 * ```ts
 * import { emulatorCheckout } from '@coinslot/sdk/bridges'
 *
 * const checkout = emulatorCheckout({ emulatorUrl: 'http://127.0.0.1:4100', store: 'APP_STORE' })
 * ```
 */
export function emulatorCheckout({ emulatorUrl, store, window }: EmulatorCheckoutOptions): Bridge {
  const origin = new URL(emulatorUrl).origin
  return {
    store,
    connect: async () => undefined,
    products: async () => [],
    open: (request) =>
      openCheckout(window ?? (globalThis as unknown as OpenerWindow), { origin, store }, request),
    unfinished: async () => [],
    finish: async () => undefined,
  }
}

function openCheckout(
  opener: OpenerWindow,
  { origin, store }: { readonly origin: string; readonly store: Store },
  { productId, accountToken, signal }: SheetRequest,
): Promise<SheetResult> {
  const checkoutId = createId()
  const query = new URLSearchParams({
    store,
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
        end({ kind: 'CANCELED' })
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
  return {
    kind: 'TRANSACTION',
    transaction: { id: purchaseId, productId, accountToken, state: outcome, receipt },
  }
}
