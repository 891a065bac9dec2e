import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  consumeInput,
  createBuyer,
  payAtStore,
  expectField,
  requestPurchase,
  type Buyer,
} from '../support/buyer.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import { openNotificationFixture, notifyingStores, type NotificationFixture } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let fixture: NotificationFixture
beforeAll(async () => {
  fixture = await openNotificationFixture()
})
const sockets: RawWebSocket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close()
})
afterAll(() => fixture.close())

type ReceivedMessage = { readonly type: string; readonly data: unknown }

/** Follows a subscription; answers with what comes next of it. */
async function subscribe(
  who: Readonly<Record<string, unknown>>,
  text: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<() => Promise<ReceivedMessage>> {
  const socket = await openRawWebSocket(fixture.server.webSocketUrl)
  sockets.push(socket)
  await socket.init(who)
  const { subscriberCount } = fixture.server.instance.services.events
  const before = subscriberCount()
  socket.subscribe('1', text, variables)
  await eventually(() => expect(subscriberCount()).toBeGreaterThan(before))
  return async () => {
    const { type, payload } = await socket.next('1')
    return { type, data: (payload as { data?: unknown } | undefined)?.data }
  }
}

const asBuyer = ({ client }: Buyer) => ({
  appKey: fixture.server.project.appKey,
  authorization: client.headers['authorization'],
})

const asGameServer = () => ({ authorization: fixture.admin.headers['authorization'] })

/** A client that waits for its purchase, and hears each of its states; one that it hears again is no news. */
async function subscribeToPurchase(
  purchaseId: string,
  buyer: Buyer = fixture.buyer,
): Promise<() => Promise<string>> {
  const text =
    'subscription ($id: ID!) { purchaseUpdated(id: $id) { status payment { status purchaseToken } } }'
  const next = await subscribe(asBuyer(buyer), text, { id: purchaseId })
  let last = ''
  return async () => {
    for (;;) {
      const state = formatState(await next())
      if (state === last) continue
      last = state
      return state
    }
  }
}

function formatState({ type, data }: ReceivedMessage): string {
  if (type === 'complete') return 'the end'
  const { purchaseUpdated } = data as { purchaseUpdated: { status: string; payment: VisiblePayment | null } }
  const { status, payment } = purchaseUpdated
  if (payment === null) return status
  return `${status} ${payment.status} ${payment.purchaseToken === null ? 'without' : 'with'} token`
}

type VisiblePayment = { readonly status: string; readonly purchaseToken: string | null }

describe('a client that waits for its purchase', () => {
  it.each(notifyingStores)(
    'hears of the payment at %s, and may consume it, without another word',
    async (store) => {
      const purchase = await requestPurchase(fixture.buyer, store)
      const heard = await subscribeToPurchase(purchase.id)
      expect(await heard()).toBe('REQUESTED')
      const { id } = await payAtStore(fixture.server, purchase)
      expect(await heard()).toBe('VERIFIED PAID with token')
      await fixture.waitForIdle()
      await updateStorePurchase(fixture.server.emulator, id, 'refund')
      expect(await heard()).toBe('VERIFIED REFUNDED without token')
      expect(await heard()).toBe('the end')
    },
  )

  // Google says nothing while it waits for the money: that the app has to tell.
  it.each([
    ['complete', 'VERIFIED PAID with token'],
    ['cancel', 'CANCELED'],
  ] as const)(
    'for cash hears how it ends when Google says %s, long after the app has gone',
    async (change, end) => {
      const purchase = await requestPurchase(fixture.buyer, 'GOOGLE_PLAY')
      const heard = await subscribeToPurchase(purchase.id)
      expect(await heard()).toBe('REQUESTED')
      const { id, receipt } = await payAtStore(fixture.server, purchase, { outcome: 'PENDING' })
      const { problem } = await fixture.buyer.client.mutate('verifyPurchase', {
        purchaseId: purchase.id,
        receipt,
      })
      expect(problem?.code).toBe('PURCHASE_PENDING')
      expect(await heard()).toBe('PENDING')
      await fixture.advanceTime(20 * 60 * 60_000)
      await updateStorePurchase(fixture.server.emulator, id, change)
      expect(await heard()).toBe(end)
      if (change === 'cancel') expect(await heard()).toBe('the end')
    },
  )

  it('for cash that no app ever told of hears of the payment, or of its end, all the same', async () => {
    for (const [change, end] of [
      ['complete', 'VERIFIED PAID with token'],
      ['cancel', 'CANCELED'],
    ] as const) {
      const purchase = await requestPurchase(fixture.buyer, 'GOOGLE_PLAY')
      const heard = await subscribeToPurchase(purchase.id)
      expect(await heard()).toBe('REQUESTED')
      const { id } = await payAtStore(fixture.server, purchase, { outcome: 'PENDING' })
      await updateStorePurchase(fixture.server.emulator, id, change)
      expect(await heard()).toBe(end)
    }
  })
})

describe('a game server that follows the events', () => {
  const text = `subscription { paymentEvents(types: [PAYMENT_REFUNDED]) { type previousStatus status purchase { id }
    payment { id quantity status user { userId } item { itemId } consume { id } } } }`

  it.each(notifyingStores)(
    'hears of the refund of a consumed payment at %s all that it needs to claw back',
    async (store) => {
      const buyer = await createBuyer(fixture.server)
      const purchase = await requestPurchase(buyer, store)
      const { id } = await payAtStore(fixture.server, purchase)
      await fixture.waitForIdle()
      const payment = expectField(await fixture.findPurchase(purchase.id), 'payment')
      const next = await subscribe(asGameServer(), text)
      const consume = expectField(
        await fixture.admin.mutate('consumePayment', consumeInput(payment)),
        'consume',
      )
      await updateStorePurchase(fixture.server.emulator, id, 'refund')
      expect((await next()).data).toEqual({
        paymentEvents: {
          type: 'PAYMENT_REFUNDED',
          previousStatus: 'CONSUMED',
          status: 'REFUNDED',
          purchase: { id: purchase.id },
          payment: {
            id: payment.id,
            quantity: 1,
            status: 'REFUNDED',
            user: { userId: buyer.userId },
            item: { itemId: 'coins_100' },
            consume: { id: consume.id },
          },
        },
      })
    },
  )
})

describe.each(notifyingStores)('an app that dies at %s', (store) => {
  const text = '{ unconsumedPayments { nodes { id status purchaseToken purchase { id } } } }'
  const listOwed = async ({ client }: Buyer) => {
    const { unconsumedPayments } = await client.query(text)
    return unconsumedPayments.nodes
  }

  it('after it paid finds its payment when it is back, and gets the item with it, once', async () => {
    const buyer = await createBuyer(fixture.server)
    const purchase = await requestPurchase(buyer, store)
    await payAtStore(fixture.server, purchase)
    await fixture.waitForIdle()
    const [owed, ...others] = await listOwed(buyer)
    expect(others).toEqual([])
    expect(owed).toMatchObject({
      status: 'PAID',
      purchase: { id: purchase.id },
      purchaseToken: expect.any(String),
    })
    if (owed === undefined) return
    expectField(await fixture.admin.mutate('consumePayment', consumeInput(owed)), 'consume')
    expect(await listOwed(buyer)).toEqual([])
    const { problem } = await fixture.admin.mutate('consumePayment', consumeInput(owed))
    expect(problem?.code).toBe('ALREADY_CONSUMED')
  })

  it('after it verified finds the same payment, and only that', async () => {
    const buyer = await createBuyer(fixture.server)
    const purchase = await requestPurchase(buyer, store)
    const { receipt } = await payAtStore(fixture.server, purchase)
    const payment = expectField(
      await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }),
      'payment',
    )
    await fixture.waitForIdle()
    expect(await listOwed(buyer)).toMatchObject([{ id: payment.id }])
  })

  it('finds nothing that the store took back in the meantime', async () => {
    const buyer = await createBuyer(fixture.server)
    const { id } = await payAtStore(fixture.server, await requestPurchase(buyer, store))
    await fixture.waitForIdle()
    await updateStorePurchase(fixture.server.emulator, id, 'refund')
    await fixture.waitForIdle()
    expect(await listOwed(buyer)).toEqual([])
  })
})
