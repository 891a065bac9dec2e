import { z } from 'zod'

import type { NotificationOutcome, StoreNotification } from '../contract/notification.ts'
import { appleNotificationSchema, storeEnvironments, transactionIdPattern } from './api-types.ts'
import type { AppleNotification, AppleTransaction } from './api-types.ts'
import type { AppStoreSettings } from './connection.ts'
import type { SignedDataVerifier, SignedPayload } from './signed-data.ts'
import { toRefundRequest, toSaleReference } from './sale-reference.ts'

export type NotificationReaderOptions = {
  readonly settings: AppStoreSettings
  readonly verifier: SignedDataVerifier
  readonly maxNotificationBytes: number
}

type RejectedNotification = Exclude<NotificationOutcome, { readonly kind: 'valid' }>
type AppleEnvironment = AppleTransaction['environment']

const bodySchema = z.object({ signedPayload: z.string() })

/** What the JSON around a signed payload may take besides. */
const envelopeBytes = 1_024

/** Checks and reads a server notification, version 2; one that was pushed and one of the history alike. */
export async function readNotification(
  parts: NotificationReaderOptions,
  body: string,
): Promise<NotificationOutcome> {
  const { settings, verifier, maxNotificationBytes } = parts
  if (body.length > maxNotificationBytes + envelopeBytes) return malformed('it is too large')
  const signedPayload = readSignedPayload(body)
  if (signedPayload === null) return malformed('it is not JSON with a signedPayload')
  const signed = await verifier.verify(signedPayload, maxNotificationBytes)
  if (!signed.ok) return invalidSignature(signed.reason)
  const parsed = appleNotificationSchema.safeParse(signed.payload)
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))]
    return malformed(`these of its fields are missing or malformed: ${fields.join(', ')}`)
  }
  const environment = readEnvironment(settings, parsed.data)
  if (typeof environment !== 'string') return environment
  return await readContent(parts, parsed.data, environment)
}

function readSignedPayload(body: string): string | null {
  try {
    return bodySchema.safeParse(JSON.parse(body)).data?.signedPayload ?? null
  } catch {
    return null
  }
}

/** Whose app it is for, in the order of Apple's verifier; then where it happened. */
function readEnvironment(
  settings: AppStoreSettings,
  notification: AppleNotification,
): AppleEnvironment | RejectedNotification {
  const { bundleId, appAppleId, environment } = readApp(notification)
  if (environment === 'Xcode' || environment === 'LocalTesting')
    return invalidSignature("it is of Xcode's local testing, for which anybody can sign")
  if (bundleId !== settings.bundleId) return wrongRecipient('another app')
  if (environment !== 'Production' && environment !== 'Sandbox') return wrongRecipient('no known environment')
  // The sandbox does not name the app's Apple ID.
  const isOtherApp = settings.appAppleId !== undefined && appAppleId !== settings.appAppleId
  if (environment === 'Production' && isOtherApp)
    return wrongRecipient('another app (its appAppleId differs)')
  if (!settings.environments.includes(storeEnvironments[environment]))
    return wrongRecipient(`an environment that is not connected (${environment})`)
  return environment
}

type NotifiedApp = {
  readonly bundleId?: string | undefined
  readonly appAppleId?: number | undefined
  readonly environment?: string | undefined
}

/** Which member names the app depends on the type; one that will be invented names none that we know. */
function readApp({ data, summary, externalPurchaseToken, appData }: AppleNotification): NotifiedApp {
  const app = data ?? summary ?? appData
  if (app !== undefined) return app
  if (externalPurchaseToken === undefined) return {}
  const isSandbox = externalPurchaseToken.externalPurchaseId?.startsWith('SANDBOX') === true
  return { ...externalPurchaseToken, environment: isSandbox ? 'Sandbox' : 'Production' }
}

/** A good signature over the whole says nothing about the signed texts inside, so each is checked by itself. */
async function readContent(
  parts: NotificationReaderOptions,
  apple: AppleNotification,
  environment: AppleEnvironment,
): Promise<NotificationOutcome> {
  let transaction: SignedPayload | null = null
  for (const field of ['signedTransactionInfo', 'signedRenewalInfo'] as const) {
    const jws = apple.data?.[field]
    if (jws === undefined) continue
    const signed = await parts.verifier.verify(jws)
    if (!signed.ok) return invalidSignature(`of its ${field}, ${signed.reason}`)
    const { payload } = signed
    if (payload['environment'] !== environment)
      return invalidSignature(`its ${field} is of another environment`)
    // Renewal information names no app.
    const mayLackApp = field === 'signedRenewalInfo' && payload['bundleId'] === undefined
    if (!mayLackApp && payload['bundleId'] !== parts.settings.bundleId)
      return invalidSignature(`its ${field} is of another app`)
    if (field === 'signedTransactionInfo') transaction = payload
  }
  if (transaction === null) return valid(apple, environment, { sales: [], refundRequest: null })
  const { transactionId } = transaction
  if (typeof transactionId !== 'string' || !transactionIdPattern.test(transactionId))
    return malformed('its transaction has no transactionId')
  return valid(apple, environment, toNotificationContent(apple, { transactionId, environment }, transaction))
}

type NotificationContent = Pick<StoreNotification, 'sales' | 'refundRequest'>

function toNotificationContent(
  { notificationType }: AppleNotification,
  named: Pick<AppleTransaction, 'transactionId' | 'environment'>,
  transaction: SignedPayload,
): NotificationContent {
  const autoRenewable = transaction['type'] === 'Auto-Renewable Subscription'
  return {
    // Price and account token the App Store tells when it is asked.
    sales: [{ ...toSaleReference(named), price: null, accountToken: null }],
    refundRequest: notificationType === 'CONSUMPTION_REQUEST' ? toRefundRequest(named, autoRenewable) : null,
  }
}

function valid(
  { notificationUUID, notificationType, subtype, signedDate }: AppleNotification,
  environment: AppleEnvironment,
  subject: NotificationContent,
): NotificationOutcome {
  const type = [notificationType, subtype].filter(Boolean).join('.')
  return {
    kind: 'valid',
    notification: {
      storeNotificationId: notificationUUID.slice(0, 200),
      type: type.slice(0, 100),
      sentAt: signedDate === undefined ? null : new Date(Math.floor(signedDate)),
      environment: storeEnvironments[environment],
      ...subject,
    },
  }
}

function wrongRecipient(whom: string): RejectedNotification {
  return { kind: 'wrong_recipient', reason: `The notification is for ${whom}.` }
}

function invalidSignature(reason: string): RejectedNotification {
  return { kind: 'invalid_signature', reason: `The notification is invalid: ${reason}.` }
}

function malformed(reason: string): RejectedNotification {
  return { kind: 'malformed', reason: `The notification is invalid: ${reason}.` }
}
