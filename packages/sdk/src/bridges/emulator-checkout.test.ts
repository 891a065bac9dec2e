import { describe, expect, test } from 'vitest'
import { testBridge } from '../bridge-tests/test-bridge.ts'
import { emulatorCheckoutSubject } from './emulator-checkout-subject.ts'
import { emulatorCheckout, type CheckoutMessageEvent, type OpenerWindow } from './emulator-checkout.ts'

const emulatorUrl = 'http://127.0.0.1:4100'
const receipt = { testStore: { receipt: 'signed' } }

/** A window of a browser, in which a test decides what the opened page does. */
function createWindow() {
  const listeners = new Set<(event: CheckoutMessageEvent) => void>()
  const page = { closed: false, close: () => (page.closed = true) }
  const opened: URL[] = []
  const window: OpenerWindow = {
    location: { origin: 'http://localhost:5173' },
    open: (url) => {
      opened.push(new URL(url))
      return page
    },
    addEventListener: (_type, listener) => listeners.add(listener),
    removeEventListener: (_type, listener) => listeners.delete(listener),
  }
  const post = (event: Partial<CheckoutMessageEvent> & { readonly data: object }) => {
    const checkoutId = opened[0]?.searchParams.get('checkoutId')
    const data = { type: 'coinslot-checkout', checkoutId, purchaseId: 'sale-1', receipt, ...event.data }
    for (const listener of listeners) listener({ origin: emulatorUrl, source: page, ...event, data })
  }
  return { window, page, opened, post, listeners }
}

/** What the emulator answers about unfinished transactions. */
const answer = (transactions: readonly object[], ok = true) => ({ ok, json: async () => ({ transactions }) })

function openSheet(
  browser: ReturnType<typeof createWindow>,
  { signal = new AbortController().signal, unfinished = answer([]) } = {},
) {
  const bridge = emulatorCheckout({
    emulatorUrl: `${emulatorUrl}/`,
    store: 'TEST_STORE',
    window: browser.window,
    fetch: async () => unfinished,
  })
  return bridge.open({
    purchaseId: 'pur_1',
    userId: 'ada',
    productId: 'coins',
    accountToken: 'token-1',
    signal,
  })
}

describe('the checkout of the emulator', () => {
  test('the page gets the product, the account token and the origin of the opener', async () => {
    const browser = createWindow()
    const result = openSheet(browser)
    const { origin, pathname, searchParams } = browser.opened[0]!
    expect({ origin, pathname }).toEqual({ origin: emulatorUrl, pathname: '/checkout' })
    expect(Object.fromEntries(searchParams)).toMatchObject({
      store: 'TEST_STORE',
      productId: 'coins',
      accountToken: 'token-1',
      openerOrigin: 'http://localhost:5173',
    })
    browser.post({ data: { outcome: 'PAID' } })
    expect(await result).toEqual({
      kind: 'TRANSACTION',
      transaction: { id: 'sale-1', productId: 'coins', accountToken: 'token-1', state: 'PAID', receipt },
    })
    expect(browser.page.closed).toBe(true)
    expect(browser.listeners.size).toBe(0)
  })

  test.for([
    ['another origin', { origin: 'http://127.0.0.1:4101', data: { outcome: 'PAID' } }],
    ['another window', { source: {}, data: { outcome: 'PAID' } }],
    ['another checkout', { data: { outcome: 'PAID', checkoutId: 'older' } }],
    ['another program', { data: { outcome: 'PAID', type: 'webpack' } }],
  ] as const)('a message of %s is ignored', async ([, event]) => {
    const browser = createWindow()
    const result = openSheet(browser)
    browser.post(event)
    browser.post({ data: { outcome: 'DECLINED', receipt: null } })
    expect(await result).toMatchObject({ kind: 'FAILED', code: 'PAYMENT_DECLINED' })
  })

  test('a pending sale has a transaction where the store gives one, and else none', async () => {
    const [first, second] = [createWindow(), createWindow()]
    const results = [openSheet(first), openSheet(second)]
    first.post({ data: { outcome: 'PENDING' } })
    second.post({ data: { outcome: 'PENDING', receipt: null } })
    expect(await Promise.all(results)).toMatchObject([
      { kind: 'TRANSACTION', transaction: { state: 'PENDING' } },
      { kind: 'PENDING' },
    ])
  })

  const paid = { purchaseId: 'sale-1', productId: 'coins', accountToken: 'token-1', outcome: 'PAID', receipt }
  const transaction = { id: 'sale-1', productId: 'coins', accountToken: 'token-1', state: 'PAID', receipt }
  test.for([
    ['without a sale is canceled', answer([]), { kind: 'CANCELED' }],
    ['after a sale that it did not report is paid', answer([paid]), { kind: 'TRANSACTION', transaction }],
    ['while the emulator does not answer says nothing', answer([], false), { kind: 'CLOSED' }],
  ] as const)('a window that is closed %s', async ([, unfinished, expected]) => {
    const browser = createWindow()
    const result = openSheet(browser, { unfinished })
    browser.page.close()
    expect(await result).toEqual(expected)
  })

  test('a window that the browser blocks, and a wait that ends, give results', async () => {
    const blocked = createWindow()
    const window = { ...blocked.window, open: () => null }
    expect(await openSheet({ ...blocked, window })).toMatchObject({ code: 'PAYMENTS_NOT_ALLOWED' })
    const controller = new AbortController()
    const waiting = openSheet(createWindow(), { signal: controller.signal })
    controller.abort()
    expect(await waiting).toEqual({ kind: 'CLOSED' })
  })
})

describe('the bridge to the checkout of the emulator', () => {
  testBridge(emulatorCheckoutSubject, test)
})
