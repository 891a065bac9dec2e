import type { z } from 'zod'
import {
  subscriptionChangesSchema,
  subscriptionPageSchema,
  subscriptionViewSchema,
} from '../../src/control/subscription-schemas.ts'
import type { Emulator } from '../../src/index.ts'
import { sendRequest } from '../emulator-client.ts'
import type { TestResponse } from '../emulator-client.ts'
import { advanceClock } from '../notification-receiver.ts'

export type SubscriptionView = z.infer<typeof subscriptionViewSchema>

export const dayMs = 86_400_000
export const passProductId = 'com.example.arcade.pass'

export async function createSubscription(emulator: Emulator, input: object = {}): Promise<SubscriptionView> {
  const defaults = { store: 'GOOGLE_PLAY', productId: passProductId }
  const { status, text, body } = await sendRequest(`${emulator.url}/control/subscriptions`, 'POST', {
    ...defaults,
    ...input,
  })
  if (status !== 201) throw new Error(text)
  await advanceClock(emulator)
  return subscriptionViewSchema.parse(body)
}

export async function tryAction(
  emulator: Emulator,
  id: string,
  verb: string,
  body: object = {},
): Promise<TestResponse> {
  return sendRequest(`${emulator.url}/control/subscriptions/${id}/${verb}`, 'POST', body)
}

/** The subscription that the customer has after the action, when its notifications have been sent. */
export async function act(
  emulator: Emulator,
  { id }: Pick<SubscriptionView, 'id'>,
  verb: string,
  body: object = {},
): Promise<SubscriptionView> {
  const response = await tryAction(emulator, id, verb, body)
  if (response.status >= 300) throw new Error(response.text)
  await advanceClock(emulator)
  return subscriptionViewSchema.parse(response.body)
}

export async function getSubscription(
  emulator: Emulator,
  { id }: Pick<SubscriptionView, 'id'>,
): Promise<SubscriptionView> {
  const { body } = await sendRequest(`${emulator.url}/control/subscriptions/${id}`, 'GET')
  return subscriptionViewSchema.parse(body)
}

export async function listSubscriptions(
  emulator: Emulator,
  query = '',
): Promise<z.infer<typeof subscriptionPageSchema>> {
  const { body } = await sendRequest(`${emulator.url}/control/subscriptions${query}`, 'GET')
  return subscriptionPageSchema.parse(body)
}

export async function listChanges(
  emulator: Emulator,
  query = '',
): Promise<z.infer<typeof subscriptionChangesSchema>> {
  const { body } = await sendRequest(`${emulator.url}/control/subscription-changes${query}`, 'GET')
  return subscriptionChangesSchema.parse(body)
}

/** Advances to a time of the virtual clock, and one second further. */
export async function advanceTo(emulator: Emulator, at: number | null): Promise<void> {
  await advanceClock(emulator, Math.max((at ?? 0) - emulator.now() + 1000, 0))
}
