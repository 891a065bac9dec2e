import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { consumeInput, newBuyer, pay, required, reserve, type Buyer } from '../support/buyer.ts'
import { changeAtStore } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { openSocket, type RawSocket } from '../support/raw-socket.ts'
import { openStoryDesk, pushingStores, type StoryDesk } from './story-desk.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let desk: StoryDesk
beforeAll(async () => {
  desk = await openStoryDesk()
})
const sockets: RawSocket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close()
})
afterAll(() => desk.close())

type Heard = { readonly type: string; readonly data: unknown }

/** Follows a subscription; answers with what comes next of it. */
async function follow(
  who: Readonly<Record<string, unknown>>,
  text: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<() => Promise<Heard>> {
  const socket = await openSocket(desk.at.webSocketUrl)
  sockets.push(socket)
  await socket.init(who)
  const { followers } = desk.at.server.services.feed
  const before = followers()
  socket.subscribe('1', text, variables)
  await eventually(() => expect(followers()).toBeGreaterThan(before))
  return async () => {
    const { type, payload } = await socket.next('1')
    return { type, data: (payload as { data?: unknown } | undefined)?.data }
  }
}

const asBuyer = ({ api }: Buyer) => ({
  appKey: desk.at.project.appKey,
  authorization: api.headers['authorization'],
})

const asGameServer = () => ({ authorization: desk.server.headers['authorization'] })

/** A client that waits for its purchase, and hears each of its states; one that it hears again is no news. */
async function waitFor(purchaseId: string, buyer: Buyer = desk.buyer): Promise<() => Promise<string>> {
  const text =
    'subscription ($id: ID!) { purchaseUpdated(id: $id) { status payment { status purchaseToken } } }'
  const next = await follow(asBuyer(buyer), text, { id: purchaseId })
  let last = ''
  return async () => {
    for (;;) {
      const state = describeState(await next())
      if (state === last) continue
      last = state
      return state
    }
  }
}

function describeState({ type, data }: Heard): string {
  if (type === 'complete') return 'the end'
  const { purchaseUpdated } = data as { purchaseUpdated: { status: string; payment: PaymentShown | null } }
  const { status, payment } = purchaseUpdated
  if (payment === null) return status
  return `${status} ${payment.status} ${payment.purchaseToken === null ? 'without' : 'with'} token`
}

type PaymentShown = { readonly status: string; readonly purchaseToken: string | null }

describe('a client that waits for its purchase', () => {
  it.each(pushingStores)(
    'hears of the payment at %s, and may consume it, without another word',
    async (store) => {
      const purchase = await reserve(desk.buyer, store)
      const heard = await waitFor(purchase.id)
      expect(await heard()).toBe('REQUESTED')
      const { id } = await pay(desk.at, purchase)
      expect(await heard()).toBe('VERIFIED PAID with token')
      await desk.settleDown()
      await changeAtStore(desk.at.emulator, id, 'refund')
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
      const purchase = await reserve(desk.buyer, 'GOOGLE_PLAY')
      const heard = await waitFor(purchase.id)
      expect(await heard()).toBe('REQUESTED')
      const { id, receipt } = await pay(desk.at, purchase, { outcome: 'PENDING' })
      const { problem } = await desk.buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
      expect(problem?.code).toBe('PURCHASE_PENDING')
      expect(await heard()).toBe('PENDING')
      await desk.pass(20 * 60 * 60_000)
      await changeAtStore(desk.at.emulator, id, change)
      expect(await heard()).toBe(end)
      if (change === 'cancel') expect(await heard()).toBe('the end')
    },
  )

  it('for cash that no app ever told of hears of the payment, or of its end, all the same', async () => {
    for (const [change, end] of [
      ['complete', 'VERIFIED PAID with token'],
      ['cancel', 'CANCELED'],
    ] as const) {
      const purchase = await reserve(desk.buyer, 'GOOGLE_PLAY')
      const heard = await waitFor(purchase.id)
      expect(await heard()).toBe('REQUESTED')
      const { id } = await pay(desk.at, purchase, { outcome: 'PENDING' })
      await changeAtStore(desk.at.emulator, id, change)
      expect(await heard()).toBe(end)
    }
  })
})

describe('a game server that follows the events', () => {
  const text = `subscription { paymentEvents(types: [PAYMENT_REFUNDED]) { type previousStatus status purchase { id }
    payment { id quantity status user { userId } item { itemId } consume { id } } } }`

  it.each(pushingStores)(
    'hears of the refund of a consumed payment at %s all that it needs to claw back',
    async (store) => {
      const buyer = await newBuyer(desk.at)
      const purchase = await reserve(buyer, store)
      const { id } = await pay(desk.at, purchase)
      await desk.settleDown()
      const payment = required(await desk.findPurchase(purchase.id), 'payment')
      const next = await follow(asGameServer(), text)
      const consume = required(await desk.server.mutate('consumePayment', consumeInput(payment)), 'consume')
      await changeAtStore(desk.at.emulator, id, 'refund')
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

describe.each(pushingStores)('an app that dies at %s', (store) => {
  const text = '{ unconsumedPayments { nodes { id status purchaseToken purchase { id } } } }'
  const listOwed = async ({ api }: Buyer) => {
    const { unconsumedPayments } = await api.query(text)
    return unconsumedPayments.nodes
  }

  it('after it paid finds its payment when it is back, and gets the item with it, once', async () => {
    const buyer = await newBuyer(desk.at)
    const purchase = await reserve(buyer, store)
    await pay(desk.at, purchase)
    await desk.settleDown()
    const [owed, ...others] = await listOwed(buyer)
    expect(others).toEqual([])
    expect(owed).toMatchObject({
      status: 'PAID',
      purchase: { id: purchase.id },
      purchaseToken: expect.any(String),
    })
    if (owed === undefined) return
    required(await desk.server.mutate('consumePayment', consumeInput(owed)), 'consume')
    expect(await listOwed(buyer)).toEqual([])
    const { problem } = await desk.server.mutate('consumePayment', consumeInput(owed))
    expect(problem?.code).toBe('ALREADY_CONSUMED')
  })

  it('after it verified finds the same payment, and only that', async () => {
    const buyer = await newBuyer(desk.at)
    const purchase = await reserve(buyer, store)
    const { receipt } = await pay(desk.at, purchase)
    const payment = required(
      await buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }),
      'payment',
    )
    await desk.settleDown()
    expect(await listOwed(buyer)).toMatchObject([{ id: payment.id }])
  })

  it('finds nothing that the store took back in the meantime', async () => {
    const buyer = await newBuyer(desk.at)
    const { id } = await pay(desk.at, await reserve(buyer, store))
    await desk.settleDown()
    await changeAtStore(desk.at.emulator, id, 'refund')
    await desk.settleDown()
    expect(await listOwed(buyer)).toEqual([])
  })
})
