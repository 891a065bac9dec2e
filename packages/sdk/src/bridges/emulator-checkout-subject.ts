import type { BridgeSubject, ProvenSale, ScriptedSheet } from '../bridge-tests/bridge-test.ts'
import { emulatorCheckout, type CheckoutMessageEvent } from './emulator-checkout.ts'

const emulatorUrl = 'http://127.0.0.1:4100'

type Page = { closed: boolean; readonly close: () => void }

/** The emulator, and the browser of a player whose windows a script operates. */
function createEmulator() {
  const sheets: ScriptedSheet[] = []
  const sales = new Map<string, ProvenSale>()

  const sell = (query: URLSearchParams, state: 'PAID' | 'PENDING') => {
    const id = `sale-${sales.size + 1}`
    const sale = {
      id,
      productId: query.get('productId') ?? '',
      accountToken: query.get('accountToken'),
      state,
    }
    sales.set(id, sale)
    return toView(sale)
  }

  const operate = (query: URLSearchParams, page: Page, post: (data: object) => void) => {
    const sheet = sheets.shift() ?? 'PAY'
    const message = { type: 'coinslot-checkout', checkoutId: query.get('checkoutId') }
    if (sheet === 'CANCEL') page.close()
    if (sheet === 'DECLINE') post({ ...message, purchaseId: 'sale-0', outcome: 'DECLINED', receipt: null })
    if (sheet === 'PAY') post({ ...message, ...sell(query, 'PAID') })
    if (sheet === 'PAY_LATER') post({ ...message, ...sell(query, 'PENDING') })
    if (sheet === 'PAY_SILENTLY') sell(query, 'PAID')
  }

  /** A window of the app. A new one receives no messages of an earlier one. */
  const createWindow = () => {
    const listeners = new Set<(event: CheckoutMessageEvent) => void>()
    return {
      location: { origin: 'http://localhost:5173' },
      open: (url: string) => {
        const page: Page = { closed: false, close: () => (page.closed = true) }
        const post = (data: object) =>
          listeners.forEach((listener) => listener({ origin: emulatorUrl, source: page, data }))
        // The page loads after the window has opened.
        queueMicrotask(() => operate(new URL(url).searchParams, page, post))
        return page
      },
      addEventListener: (_type: string, listener: (event: CheckoutMessageEvent) => void) =>
        listeners.add(listener),
      removeEventListener: (_type: string, listener: (event: CheckoutMessageEvent) => void) =>
        listeners.delete(listener),
    }
  }

  const requestedPaths = new Set<string>()
  const fetch = async (url: string) => {
    const { pathname, searchParams } = new URL(url)
    requestedPaths.add(pathname)
    const accountToken = searchParams.get('accountToken')
    const found = [...sales.values()].filter((sale) => sale.accountToken === accountToken)
    return { ok: true, json: async () => ({ transactions: found.map(toView) }) }
  }
  return { sheets, sales, requestedPaths, createWindow, fetch }
}

const toView = ({ id, state, ...sale }: ProvenSale) => ({
  ...sale,
  purchaseId: id,
  outcome: state,
  receipt: { testStore: { receipt: id } },
})

/** The bridge to the emulator's checkout, with windows that a script operates, as a subject of tests. */
export const emulatorCheckoutSubject: BridgeSubject = {
  abilities: ['PAY', 'PAY_SILENTLY', 'PAY_LATER', 'CANCEL', 'DECLINE', 'STAY_OPEN'],
  productIds: ['coins_100', 'coins_500'],
  createStore: () => {
    const { sheets, sales, requestedPaths, createWindow, fetch } = createEmulator()
    const endPending = (end: (sale: ProvenSale) => void) =>
      [...sales.values()].filter(({ state }) => state === 'PENDING').forEach(end)
    return {
      startApp: () => emulatorCheckout({ emulatorUrl, store: 'TEST_STORE', window: createWindow(), fetch }),
      script: (...scripted) => void sheets.push(...scripted),
      readReceipt: ({ testStore }) => sales.get(testStore?.receipt ?? '') ?? null,
      // Only by another request could the device finish a sale.
      isFinished: () => [...requestedPaths].some((path) => path !== '/checkout/unfinished'),
      complete: () => endPending((sale) => sales.set(sale.id, { ...sale, state: 'PAID' })),
      drop: () => endPending(({ id }) => sales.delete(id)),
    }
  },
}
