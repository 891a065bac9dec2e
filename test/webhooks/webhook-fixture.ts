import { expect } from 'vitest'
import type { WebhookDeliveryAttempt, WebhookEndpoint } from '../../src/graphql/generated/types.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import {
  buyAndConsume,
  createBuyer,
  expectField,
  type Buyer,
  type ConsumedPurchase,
} from '../support/purchase-client.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import { serverTest } from '../support/test.ts'
import type { TestServerOptions } from '../support/test-server.ts'
import { startWebhookReceiver, type ReceivedWebhook, type WebhookReceiver } from './webhook-receiver.ts'

export { expect } from '../support/test.ts'

export type CreatedEndpoint = { readonly id: string; readonly secret: string }

export type WebhookHelpers = {
  /** Creates an endpoint; its secret is shown only once. */
  readonly createEndpoint: (
    url: string,
    types?: Serialized<WebhookEndpoint>['types'],
  ) => Promise<CreatedEndpoint>
  readonly deleteEndpoint: (endpointId: string) => Promise<void>
  readonly readEndpoint: (id: string) => Promise<Serialized<WebhookEndpoint>>
  /** The delivery attempts of an endpoint, newest first. */
  readonly readDeliveries: (id: string) => Promise<readonly Serialized<WebhookDeliveryAttempt>[]>
  readonly buyAndConsume: () => Promise<ConsumedPurchase>
  readonly readFeed: () => Promise<readonly FeedEvent[]>
  /** Waits until the payments made so far cause no further events. */
  readonly waitForAllEvents: () => Promise<void>
}

type FeedEvent = {
  readonly id: string
  readonly cursor: string
  readonly type: string
  readonly purchase: { readonly id: string }
}

export type WebhookFixtures = ServerFixtures & {
  readonly webhooks: WebhookHelpers
  readonly receiver: WebhookReceiver
  readonly createEndpoint: (types?: Serialized<WebhookEndpoint>['types']) => Promise<CreatedEndpoint>
}

/** The options of a server that may deliver to receivers on this machine. */
export const webhookServerOptions = (
  environment: Readonly<Record<string, string>> = {},
): TestServerOptions => ({
  notifications: true,
  environment: { WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', ...environment },
})

/** `receiver` is a receiver of the test's own; endpoints made by `createEndpoint` deliver to it and are deleted after the test. */
export const webhookTest = serverTest
  .extend('serverOptions', { scope: 'file' }, webhookServerOptions())
  .extend('webhooks', { scope: 'file' }, async ({ server, admin, sql }) =>
    createWebhookHelpers({ admin, sql, buyer: await createBuyer(server, { as: 'server' }) }),
  )
  .extend('receiver', async ({ webhooks: _ }, { onCleanup }) => {
    const receiver = await startWebhookReceiver()
    onCleanup(receiver.close)
    return receiver
  })
  .extend('createEndpoint', ({ webhooks, receiver }, { onCleanup }) => {
    const created: string[] = []
    onCleanup(async () => {
      for (const id of created) await webhooks.deleteEndpoint(id)
    })
    return async (types: Serialized<WebhookEndpoint>['types'] = null) => {
      await webhooks.waitForAllEvents()
      const endpoint = await webhooks.createEndpoint(receiver.url, types)
      created.push(endpoint.id)
      return endpoint
    }
  })

export function createWebhookHelpers({
  admin,
  buyer,
  sql,
}: Pick<ServerFixtures, 'admin' | 'sql'> & { readonly buyer: Buyer }): WebhookHelpers {
  return {
    createEndpoint: async (url, types = null) => {
      const payload = await admin.mutate('createWebhookEndpoint', { url, types: types ?? null })
      return { id: expectField(payload, 'webhookEndpoint').id, secret: expectField(payload, 'secret') }
    },
    deleteEndpoint: async (endpointId) => {
      await admin.mutate('deleteWebhookEndpoint', { endpointId })
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
    buyAndConsume: () => buyAndConsume(buyer),
    readFeed: () => readAllEvents(admin),
    waitForAllEvents: () =>
      eventually(async () => {
        const pending = await sql`
          select id from payments where acknowledgement_status = 'PENDING'
          union all select id from event_outbox`
        expect(pending).toHaveLength(0)
      }),
  }
}

async function readAllEvents(admin: ApiClient): Promise<readonly FeedEvent[]> {
  const events: FeedEvent[] = []
  let after: string | null = null
  for (;;) {
    const text: string = `query ($after: Cursor) { paymentEvents(after: $after) {
      nodes { id cursor type purchase { id } } pageInfo { hasNextPage endCursor } } }`
    const { paymentEvents } = await admin.query(text, { after })
    events.push(
      ...paymentEvents.nodes.map(({ purchase, ...event }) => ({
        ...event,
        purchase: purchase ?? expect.fail(),
      })),
    )
    after = paymentEvents.pageInfo.endCursor ?? null
    if (!paymentEvents.pageInfo.hasNextPage) return events
  }
}

const groupByPurchase = (events: readonly { readonly id: string; readonly purchaseId: string }[]) =>
  Object.fromEntries(
    [...Map.groupBy(events, ({ purchaseId }) => purchaseId)].map(([id, ofPurchase]) => [
      id,
      ofPurchase.map((each) => each.id),
    ]),
  )

/** Expects that the receiver accepted all events of the feed, those of each purchase in order, not counting repeated ones. */
export async function expectAllAccepted(
  { readFeed }: WebhookHelpers,
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

/** The oldest entry of the delivery log. */
export async function waitForFirstAttempt({ readDeliveries }: WebhookHelpers, endpointId: string) {
  return eventually(async () => (await readDeliveries(endpointId)).at(-1) ?? expect.fail())
}
