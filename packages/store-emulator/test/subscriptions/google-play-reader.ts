import { expect } from 'vitest'
import { z } from 'zod'
import type { Emulator } from '../../src/index.ts'
import { findUndeclaredFields } from '../find-undeclared-fields.ts'
import { createGoogleClient, decodePushedNotification } from '../google-client.ts'
import type { NotificationReceiver } from '../notification-receiver.ts'

/** The kind of request that a server makes to Google, through Google's client library; every response is checked. */
export async function createGoogleReader(emulator: Emulator) {
  const client = await createGoogleClient(emulator)
  const { packageName } = emulator.credentials.googlePlay
  return {
    client,
    packageName,
    read: async (token: string) => {
      const { data } = await client.purchases.subscriptionsv2.get({ packageName, token })
      expect(findUndeclaredFields(data, 'Schema$SubscriptionPurchaseV2')).toEqual([])
      return data
    },
    order: async (orderId: string) => {
      const { data } = await client.orders.get({ packageName, orderId })
      expect(findUndeclaredFields(data, 'Schema$Order')).toEqual([])
      return data
    },
    acknowledge: async (token: string, subscriptionId: string, requestBody: object = {}) =>
      client.purchases.subscriptions.acknowledge({ packageName, subscriptionId, token, requestBody }),
  }
}

export type GoogleReader = Awaited<ReturnType<typeof createGoogleReader>>

const contentSchema = z.object({
  eventTimeMillis: z.string().transform(Number),
  subscriptionNotification: z.object({ notificationType: z.int(), purchaseToken: z.string() }).optional(),
  voidedPurchaseNotification: z.object({ orderId: z.string() }).optional(),
})

/** The notification types in the order in which they arrived; VOIDED for a voided purchase. */
export function receivedTypes({ received }: NotificationReceiver): (number | 'VOIDED')[] {
  return receivedContents(received).map(
    (content) => content.subscriptionNotification?.notificationType ?? 'VOIDED',
  )
}

export function receivedContents(received: NotificationReceiver['received']) {
  return received.map((request) => contentSchema.parse(decodePushedNotification(request)))
}
