import { expect } from 'vitest'
import type { WebhookDeliveryAttempt, WebhookEndpoint } from '../../src/graphql/generated/types.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import {
  buyItem,
  consumeInput,
  createBuyer,
  expectField,
  createServerClient,
  type VerifiedPurchase,
} from '../support/buyer.ts'
import { eventually } from '../support/eventually.ts'
import { openDatabaseRecords } from '../support/database-records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import type { ReceivedWebhook, WebhookReceiver } from './webhook-receiver.ts'

export type WebhookFixture = {
  readonly server: TestServer
  readonly admin: ApiClient
  /** An endpoint, and the secret that was shown with it. */
  readonly createEndpoint: (
    url: string,
    types?: Serialized<WebhookEndpoint>['types'],
  ) => Promise<{ readonly id: string; readonly secret: string }>
  readonly readEndpoint: (id: string) => Promise<Serialized<WebhookEndpoint>>
  /** What was sent there, newest first. */
  readonly readDeliveries: (id: string) => Promise<readonly Serialized<WebhookDeliveryAttempt>[]>
  /** A purchase that is paid and consumed. */
  readonly buyAndConsume: () => Promise<VerifiedPurchase>
  readonly readFeed: () => Promise<readonly FeedEvent[]>
  /** Of sales that were made before, nothing more is to come. */
  readonly waitForAllEvents: () => Promise<void>
  readonly close: () => Promise<void>
}

type FeedEvent = {
  readonly id: string
  readonly cursor: string
  readonly type: string
  readonly purchase: { readonly id: string }
}

export async function openWebhookFixture(
  environment: Readonly<Record<string, string>>,
): Promise<WebhookFixture> {
  const server = await startTestServer({ notifications: true, environment })
  const admin = createServerClient(server)
  const buyer = await createBuyer(server)
  const records = openDatabaseRecords(server.databaseUrl)
  return {
    server,
    admin,
    createEndpoint: async (url, types = null) => {
      const payload = await admin.mutate('createWebhookEndpoint', { url, types: types ?? null })
      return { id: expectField(payload, 'webhookEndpoint').id, secret: expectField(payload, 'secret') }
    },
    readEndpoint: async (id) => {
      const text = `query ($id: ID!) { webhookEndpoint(id: $id) {
        id url types status pauseReason cursor consecutiveFailures firstFailedAt lastError nextAttemptAt } }`
      return expectField(await admin.query(text, { id }), 'webhookEndpoint')
    },
    readDeliveries: async (id) => {
      const text = `query ($id: ID!) { webhookEndpoint(id: $id) { deliveries(first: 100) { nodes {
        id attemptedAt url requestBody status responseStatus responseBody error durationMs event { id type } } } } }`
      return expectField(await admin.query(text, { id }), 'webhookEndpoint').deliveries.nodes
    },
    buyAndConsume: async () => {
      const sold = await buyItem(server, buyer)
      const { problem } = await admin.mutate('consumePayment', consumeInput(sold.payment))
      expect(problem).toBeNull()
      return sold
    },
    readFeed: () => readAllEvents(admin),
    waitForAllEvents: () =>
      eventually(async () => {
        const pending = await records.sql`
          select id from payments where acknowledgement_status = 'PENDING'
          union all select id from unplaced_events`
        expect(pending).toHaveLength(0)
      }),
    close: async () => {
      await records.close()
      await server.close()
    },
  }
}

async function readAllEvents(admin: ApiClient): Promise<readonly FeedEvent[]> {
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

const groupByPurchase = (events: readonly { readonly id: string; readonly purchaseId: string }[]) =>
  Object.fromEntries(
    [...Map.groupBy(events, ({ purchaseId }) => purchaseId)].map(([id, of]) => [
      id,
      of.map((each) => each.id),
    ]),
  )

/** Whether the receiver took each event of the feed, those of a purchase in their order; what came again is left out. */
export async function expectAllAccepted(
  { readFeed }: WebhookFixture,
  receiver: WebhookReceiver,
): Promise<void> {
  await eventually(
    async () => {
      const expected = (await readFeed()).map(({ id, purchase }) => ({ id, purchaseId: purchase.id }))
      const first = new Map<string, ReceivedWebhook>()
      for (const one of receiver.accepted()) if (!first.has(one.id)) first.set(one.id, one)
      expect(groupByPurchase([...first.values()])).toEqual(groupByPurchase(expected))
    },
    { timeoutMs: 20_000, intervalMs: 50 },
  )
}
