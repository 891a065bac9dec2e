import type { DevApp } from '../../src/development/dev-app.ts'
import {
  toConsumeInput,
  createBuyer,
  payAtStore,
  expectField,
  requestPurchase,
  type Buyer,
} from '../support/purchase-client.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import type { ApiClient } from '../support/api.ts'
import {
  notifyingStores,
  describe,
  expect,
  notificationTest as test,
  vi,
  type NotificationFixtures,
} from './notification-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

type ReceivedMessage = { readonly type: string; readonly data: unknown }

/** Subscribes; the result returns the next message of the subscription. */
async function subscribe(
  { openSocket, services }: Pick<NotificationFixtures, 'openSocket' | 'services'>,
  connectionParams: Readonly<Record<string, unknown>>,
  text: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<() => Promise<ReceivedMessage>> {
  const socket = await openSocket({ connectionParams })
  const { subscriberCount } = services.events
  const before = subscriberCount()
  socket.subscribe('1', text, variables)
  await eventually(() => expect(subscriberCount()).toBeGreaterThan(before))
  return async () => {
    const { type, payload } = await socket.next('1')
    return { type, data: (payload as { data?: unknown } | undefined)?.data }
  }
}

const asBuyer = (project: DevApp, { client }: Buyer) => ({
  appKey: project.appKey,
  authorization: client.headers['authorization'],
})

const asGameServer = (admin: ApiClient) => ({ authorization: admin.headers['authorization'] })

/** Subscribes to a purchase; the result returns its next state, without repeated ones. */
async function subscribeToPurchase(
  { openSocket, project, services }: Pick<NotificationFixtures, 'openSocket' | 'project' | 'services'>,
  buyer: Buyer,
  purchaseId: string,
): Promise<() => Promise<string>> {
  const text =
    'subscription ($id: ID!) { purchaseUpdated(id: $id) { status payment { status purchaseToken } } }'
  const next = await subscribe({ openSocket, services }, asBuyer(project, buyer), text, { id: purchaseId })
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
  if (type === 'complete') return 'completed'
  const { purchaseUpdated } = data as { purchaseUpdated: { status: string; payment: VisiblePayment | null } }
  const { status, payment } = purchaseUpdated
  if (payment === null) return status
  return `${status} ${payment.status} ${payment.purchaseToken === null ? 'without' : 'with'} token`
}

type VisiblePayment = { readonly status: string; readonly purchaseToken: string | null }

describe('a client that waits for its purchase', () => {
  test.for(notifyingStores)(
    'a client is notified of its payment at %s with a purchase token, and of its refund',
    async (store, { server, emulator, project, services, buyer, notifications, openSocket }) => {
      const purchase = await requestPurchase(buyer, { store })
      const nextState = await subscribeToPurchase({ openSocket, project, services }, buyer, purchase.id)
      expect(await nextState()).toBe('REQUESTED')
      const { id } = await payAtStore(server, purchase)
      expect(await nextState()).toBe('VERIFIED PAID with token')
      await notifications.waitForIdle()
      await updateStorePurchase(emulator, id, 'refund')
      expect(await nextState()).toBe('VERIFIED REFUNDED without token')
      expect(await nextState()).toBe('completed')
    },
  )

  // Google sends no notification while the money is pending: the app has to submit the receipt.
  test.for([
    ['complete', 'VERIFIED PAID with token'],
    ['cancel', 'CANCELED'],
  ] as const)(
    'a client that pays in cash is notified when Google reports %s, long after the app has exited',
    async ([change, end], { server, emulator, project, services, buyer, notifications, openSocket }) => {
      const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
      const nextState = await subscribeToPurchase({ openSocket, project, services }, buyer, purchase.id)
      expect(await nextState()).toBe('REQUESTED')
      const { id, receipt } = await payAtStore(server, purchase, { outcome: 'PENDING' })
      const { problem } = await buyer.client.mutate('verifyPurchase', {
        purchaseId: purchase.id,
        receipt,
      })
      expect(problem?.code).toBe('PURCHASE_PENDING')
      expect(await nextState()).toBe('PENDING')
      await notifications.advanceTime(20 * 60 * 60_000)
      await updateStorePurchase(emulator, id, change)
      expect(await nextState()).toBe(end)
      if (change === 'cancel') expect(await nextState()).toBe('completed')
    },
  )

  test('a client that pays in cash is notified of the payment or its cancellation although no app submitted a receipt', async ({
    server,
    emulator,
    project,
    services,
    buyer,
    openSocket,
  }) => {
    for (const [change, end] of [
      ['complete', 'VERIFIED PAID with token'],
      ['cancel', 'CANCELED'],
    ] as const) {
      const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
      const nextState = await subscribeToPurchase({ openSocket, project, services }, buyer, purchase.id)
      expect(await nextState()).toBe('REQUESTED')
      const { id } = await payAtStore(server, purchase, { outcome: 'PENDING' })
      await updateStorePurchase(emulator, id, change)
      expect(await nextState()).toBe(end)
    }
  })
})

describe('a game server that follows the events', () => {
  const text = `subscription { paymentEvents(types: [PAYMENT_REFUNDED]) { type previousStatus status purchase { id }
    payment { id quantity status user { userId } item { itemId } consume { id } } } }`

  test.for(notifyingStores)(
    'a game server is notified of the refund of a consumed payment at %s with all that it needs to revoke the item',
    async (store, { server, emulator, services, admin, notifications, openSocket }) => {
      const buyer = await createBuyer(server)
      const purchase = await requestPurchase(buyer, { store })
      const { id } = await payAtStore(server, purchase)
      await notifications.waitForIdle()
      const payment = expectField(await notifications.findPurchase(purchase.id), 'payment')
      const next = await subscribe({ openSocket, services }, asGameServer(admin), text)
      const consume = expectField(await admin.mutate('consumePayment', toConsumeInput(payment)), 'consume')
      await updateStorePurchase(emulator, id, 'refund')
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

describe.each(notifyingStores)('an app that exits at %s', (store) => {
  const text = '{ unconsumedPayments { nodes { id status purchaseToken purchase { id } } } }'
  const listUnconsumed = async ({ client }: Buyer) => {
    const { unconsumedPayments } = await client.query(text)
    return unconsumedPayments.nodes
  }

  test('an app that exited after it paid finds its payment when it is back, and consumes it once', async ({
    server,
    admin,
    notifications,
  }) => {
    const buyer = await createBuyer(server)
    const purchase = await requestPurchase(buyer, { store })
    await payAtStore(server, purchase)
    await notifications.waitForIdle()
    const [unconsumed, ...others] = await listUnconsumed(buyer)
    expect(others).toEqual([])
    expect(unconsumed).toMatchObject({
      status: 'PAID',
      purchase: { id: purchase.id },
      purchaseToken: expect.any(String),
    })
    if (unconsumed === undefined) return
    expectField(await admin.mutate('consumePayment', toConsumeInput(unconsumed)), 'consume')
    expect(await listUnconsumed(buyer)).toEqual([])
    const { problem } = await admin.mutate('consumePayment', toConsumeInput(unconsumed))
    expect(problem?.code).toBe('ALREADY_CONSUMED')
  })

  test('an app that exited after it verified finds the same payment, and only that', async ({
    server,
    notifications,
  }) => {
    const buyer = await createBuyer(server)
    const purchase = await requestPurchase(buyer, { store })
    const { receipt } = await payAtStore(server, purchase)
    const payment = expectField(
      await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }),
      'payment',
    )
    await notifications.waitForIdle()
    expect(await listUnconsumed(buyer)).toMatchObject([{ id: payment.id }])
  })

  test('an app finds no payment that the store refunded in the meantime', async ({
    server,
    emulator,
    notifications,
  }) => {
    const buyer = await createBuyer(server)
    const { id } = await payAtStore(server, await requestPurchase(buyer, { store }))
    await notifications.waitForIdle()
    await updateStorePurchase(emulator, id, 'refund')
    await notifications.waitForIdle()
    expect(await listUnconsumed(buyer)).toEqual([])
  })
})
