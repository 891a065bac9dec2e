import { z } from 'zod'
import { notificationEffects } from '../notifications/notification.ts'
import { deliveryStates } from '../notifications/delivery-log.ts'
import { storeEnvironments, storeNames } from '../purchases/purchase.ts'
import { timeMs } from '../time-ms.ts'
import { endCursorSchema, pageFields } from './page-query.ts'

const webUrl = z
  .string()
  .max(2000)
  .refine(
    (text) => URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol),
    'an http or https URL',
  )

const targetSchema = z.strictObject({
  store: z.enum(storeNames),
  url: webUrl,
  subscriptionUrl: webUrl
    .exactOptional()
    .meta({ description: 'ONE store: URL for notifications about subscriptions. Default: `url`.' }),
  sandboxUrl: webUrl
    .exactOptional()
    .meta({ description: 'URL for notifications of the sandbox. Default: `url`.' }),
  audience: z.string().min(1).max(2000).exactOptional().meta({
    description:
      "Google Play: `aud` of the push's identity token. Default: the URL that the push is sent to.",
  }),
  serviceAccountEmail: z
    .string()
    .min(1)
    .max(320)
    .exactOptional()
    .meta({ description: "Google Play: `email` of the push's identity token." }),
  subscription: z
    .string()
    .min(1)
    .max(500)
    .exactOptional()
    .meta({ description: 'Google Play: name of the Pub/Sub subscription in the push.' }),
  timeoutMs: z
    .int()
    .min(10)
    .max(60_000)
    .exactOptional()
    .meta({ description: 'Real milliseconds to wait for a response. Default: 10,000; App Store: 30,000.' }),
})

export const setTargetBody = targetSchema.extend({
  url: webUrl.nullable().meta({ description: 'Null removes the target.' }),
})

export const notificationParams = z.strictObject({
  id: z.string().regex(/^ntf_[0-9a-f-]{36}$/, 'not a notification id'),
})

export const notificationPageQuery = z.strictObject({
  ...pageFields,
  store: z.enum(storeNames).exactOptional(),
  state: z.enum(deliveryStates).exactOptional(),
})

export const notificationSchema = z.strictObject({
  id: z.string(),
  store: z.enum(storeNames),
  environment: z.enum(storeEnvironments),
  type: z.string().meta({ description: 'Notification type in the terms of the store.' }),
  purchaseId: z.string().nullable(),
  url: z.string(),
  state: z.enum(deliveryStates),
  createdAt: timeMs,
  nextAttemptAt: timeMs.nullable(),
  attemptCount: z.int(),
  attempts: z
    .array(z.strictObject({ at: timeMs, status: z.int().nullable(), result: z.string() }))
    .meta({ description: 'The last fifty attempts.' }),
  fault: z.enum(notificationEffects).nullable(),
  body: z.string().meta({ description: 'Request body as it was sent.' }),
})

export const notificationPageSchema = z.strictObject({
  targets: z.array(targetSchema),
  notifications: z.array(notificationSchema).meta({ description: 'Newest first.' }),
  hasMore: z.boolean(),
  endCursor: endCursorSchema,
})

export const sendTestBody = z.strictObject({
  store: z.enum(storeNames),
  environment: z.enum(storeEnvironments).default('PRODUCTION'),
})
