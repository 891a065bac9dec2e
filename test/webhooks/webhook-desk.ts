import { expect } from 'vitest'
import type { WebhookDeliveryAttempt, WebhookEndpoint } from '../../src/graphql/generated/types.ts'
import type { Api, Wire } from '../support/api.ts'
import { buyItem, consumeInput, newBuyer, required, serverApi, type PaidPurchase } from '../support/buyer.ts'
import { eventually } from '../support/eventually.ts'
import { openRecords } from '../support/records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import type { Received, Receiver } from './receiver.ts'

export type WebhookDesk = {
  readonly at: TestServer
  readonly admin: Api
  /** An endpoint, and the secret that was shown with it. */
  readonly open: (
    url: string,
    types?: Wire<WebhookEndpoint>['types'],
  ) => Promise<{ readonly id: string; readonly secret: string }>
  readonly look: (id: string) => Promise<Wire<WebhookEndpoint>>
  /** What was sent there, newest first. */
  readonly log: (id: string) => Promise<readonly Wire<WebhookDeliveryAttempt>[]>
  /** A purchase that is paid and consumed. */
  readonly sell: () => Promise<PaidPurchase>
  readonly feed: () => Promise<readonly FeedEvent[]>
  /** Of sales that were made before, nothing more is to come. */
  readonly isSettled: () => Promise<void>
  readonly close: () => Promise<void>
}

type FeedEvent = {
  readonly id: string
  readonly cursor: string
  readonly type: string
  readonly purchase: { readonly id: string }
}

export async function openWebhookDesk(environment: Readonly<Record<string, string>>): Promise<WebhookDesk> {
  const at = await startTestServer({ storesSpeak: true, environment })
  const admin = serverApi(at)
  const buyer = await newBuyer(at)
  const records = openRecords(at.databaseUrl)
  return {
    at,
    admin,
    open: async (url, types = null) => {
      const made = await admin.mutate('createWebhookEndpoint', { url, types: types ?? null })
      return { id: required(made, 'webhookEndpoint').id, secret: required(made, 'secret') }
    },
    look: async (id) => {
      const text = `query ($id: ID!) { webhookEndpoint(id: $id) {
        id url types status pauseReason cursor consecutiveFailures firstFailedAt lastError nextAttemptAt } }`
      return required(await admin.query(text, { id }), 'webhookEndpoint')
    },
    log: async (id) => {
      const text = `query ($id: ID!) { webhookEndpoint(id: $id) { deliveries(first: 100) { nodes {
        id attemptedAt url requestBody status responseStatus responseBody error durationMs event { id type } } } } }`
      return required(await admin.query(text, { id }), 'webhookEndpoint').deliveries.nodes
    },
    sell: async () => {
      const sold = await buyItem(at, buyer)
      const { problem } = await admin.mutate('consumePayment', consumeInput(sold.payment))
      expect(problem).toBeNull()
      return sold
    },
    feed: () => readFeed(admin),
    isSettled: () =>
      eventually(async () => {
        const coming = await records.sql`
          select id from payments where acknowledgement_status = 'PENDING'
          union all select id from unplaced_events`
        expect(coming).toHaveLength(0)
      }),
    close: async () => {
      await records.close()
      await at.close()
    },
  }
}

async function readFeed(admin: Api): Promise<readonly FeedEvent[]> {
  const events: FeedEvent[] = []
  let after: string | null = null
  for (;;) {
    const text: string = `query ($after: Cursor) { paymentEvents(after: $after) {
      nodes { id cursor type purchase { id } } pageInfo { hasNextPage endCursor } } }`
    const { paymentEvents } = await admin.query(text, { after })
    events.push(...paymentEvents.nodes)
    after = paymentEvents.pageInfo.endCursor ?? null
    if (!paymentEvents.pageInfo.hasNextPage) return events
  }
}

const inOrder = (events: readonly { readonly id: string; readonly purchaseId: string }[]) =>
  Object.fromEntries(
    [...Map.groupBy(events, ({ purchaseId }) => purchaseId)].map(([id, of]) => [
      id,
      of.map((each) => each.id),
    ]),
  )

/** Whether the receiver took each event of the feed, those of a purchase in their order; what came again is left out. */
export async function expectAllTaken({ feed }: WebhookDesk, receiver: Receiver): Promise<void> {
  await eventually(
    async () => {
      const told = (await feed()).map(({ id, purchase }) => ({ id, purchaseId: purchase.id }))
      const first = new Map<string, Received>()
      for (const one of receiver.taken()) if (!first.has(one.id)) first.set(one.id, one)
      expect(inOrder([...first.values()])).toEqual(inOrder(told))
    },
    { timeoutMs: 20_000, intervalMs: 50 },
  )
}
