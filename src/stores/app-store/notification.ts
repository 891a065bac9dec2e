import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import type { NotificationOutcome, StoreNotification } from '../contract/notification.ts'
import { describeInvalidFields } from '../shared/receipt.ts'
import { appleNotificationSchema, appleSaleIdentitySchema, storeEnvironments } from './api-types.ts'
import type { AppleNotification, AppleSaleIdentity, AppleTransaction } from './api-types.ts'
import type { AppStoreSettings } from './connection.ts'
import { isAutoRenewable } from './mapper.ts'
import { toNotifiedRefundReview } from './refund-reviews.ts'
import { toSaleReference, toSubscriptionReference } from './sale-reference.ts'
import type { SignedDataVerifier, SignedPayload } from './signed-data.ts'

export type NotificationReaderOptions = {
  readonly settings: AppStoreSettings
  readonly verifier: SignedDataVerifier
  readonly maxNotificationBytes: number
}

type RejectedNotification = Exclude<NotificationOutcome, { readonly kind: 'valid' }>
type AppleEnvironment = AppleTransaction['environment']

const bodySchema = z.object({ signedPayload: z.string() })

/** The allowance for the JSON around the signed payload. */
const envelopeBytes = 1_024

/** Verifies and reads a server notification (version 2), whether it was pushed or read from the history. */
export async function readNotification(
  options: NotificationReaderOptions,
  body: string,
): Promise<NotificationOutcome> {
  const { settings, verifier, maxNotificationBytes } = options
  if (body.length > maxNotificationBytes + envelopeBytes) return malformed('it is too large')
  const signedPayload = readSignedPayload(body)
  if (signedPayload === null) return malformed('it is not JSON with a signedPayload')
  const signed = await verifier.verify(signedPayload, maxNotificationBytes)
  if (!signed.ok) return invalidSignature(signed.reason)
  const parsed = appleNotificationSchema.safeParse(signed.payload)
  if (!parsed.success) {
    return malformed(`these of its fields are missing or malformed: ${describeInvalidFields(parsed.error)}`)
  }
  const environment = readEnvironment(settings, parsed.data)
  if (typeof environment !== 'string') return environment
  return await readContent(options, parsed.data, environment)
}

function readSignedPayload(body: string): string | null {
  return bodySchema.safeParse(parseJson(body)).data?.signedPayload ?? null
}

/** Checks the recipient in the order of Apple's verifier: the app first, then the environment. */
function readEnvironment(
  settings: AppStoreSettings,
  notification: AppleNotification,
): AppleEnvironment | RejectedNotification {
  const { bundleId, appAppleId, environment } = readApp(notification)
  if (environment === 'Xcode' || environment === 'LocalTesting') {
    return invalidSignature("it comes from Xcode's local testing, for which anybody can sign")
  }
  if (bundleId !== settings.bundleId) return wrongRecipient('another app')
  if (environment !== 'Production' && environment !== 'Sandbox') return wrongRecipient('no known environment')
  // Notifications of the sandbox do not contain the Apple ID of the app.
  const isOtherApp = settings.appAppleId !== undefined && appAppleId !== settings.appAppleId
  if (environment === 'Production' && isOtherApp) {
    return wrongRecipient('another app (its appAppleId differs)')
  }
  if (!settings.environments.includes(storeEnvironments[environment])) {
    return wrongRecipient(`an environment that is not connected (${environment})`)
  }
  return environment
}

type NotifiedApp = {
  readonly bundleId?: string | undefined
  readonly appAppleId?: number | undefined
  readonly environment?: string | undefined
}

/** The member that identifies the app depends on the type; a future type may have none of the known members. */
function readApp({ data, summary, externalPurchaseToken, appData }: AppleNotification): NotifiedApp {
  const app = data ?? summary ?? appData
  if (app !== undefined) return app
  if (externalPurchaseToken === undefined) return {}
  const isSandbox = externalPurchaseToken.externalPurchaseId?.startsWith('SANDBOX') === true
  return { ...externalPurchaseToken, environment: isSandbox ? 'Sandbox' : 'Production' }
}

/** The signature of the notification does not cover the signatures of the texts inside, so each is verified separately. */
async function readContent(
  { settings, verifier }: NotificationReaderOptions,
  apple: AppleNotification,
  environment: AppleEnvironment,
): Promise<NotificationOutcome> {
  let transaction: SignedPayload | null = null
  for (const field of ['signedTransactionInfo', 'signedRenewalInfo'] as const) {
    const jws = apple.data?.[field]
    if (jws === undefined) continue
    const signed = await verifier.verify(jws)
    if (!signed.ok) return invalidSignature(`in its ${field}, ${signed.reason}`)
    const { payload } = signed
    if (payload['environment'] !== environment) {
      return invalidSignature(`its ${field} is from another environment`)
    }
    // Renewal information does not contain the app.
    const mayLackApp = field === 'signedRenewalInfo' && payload['bundleId'] === undefined
    if (!mayLackApp && payload['bundleId'] !== settings.bundleId) {
      return invalidSignature(`its ${field} is for another app`)
    }
    if (field === 'signedTransactionInfo') transaction = payload
  }
  if (transaction === null)
    return valid(apple, environment, { sales: [], subscriptions: [], refundReview: null })
  const identity = appleSaleIdentitySchema.safeParse(transaction)
  if (!identity.success) return malformed('its transaction has no transactionId')
  return valid(apple, environment, toNotificationContent(apple, { ...identity.data, environment }))
}

type NotificationContent = Pick<StoreNotification, 'sales' | 'subscriptions' | 'refundReview'>

function toNotificationContent(
  { notificationType, notificationUUID, data }: AppleNotification,
  sale: AppleSaleIdentity & Pick<AppleTransaction, 'environment'>,
): NotificationContent {
  const autoRenewable = isAutoRenewable(sale)
  return {
    // The price and the account token are read with the transaction.
    sales: autoRenewable ? [] : [{ ...toSaleReference(sale), price: null, accountToken: null }],
    // What the notification says about it is not used, whatever its type: the subscription is read.
    subscriptions: autoRenewable ? [toSubscriptionReference(sale)] : [],
    refundReview:
      notificationType === 'CONSUMPTION_REQUEST'
        ? toNotifiedRefundReview(sale, {
            notificationUUID,
            reason: data?.consumptionRequestReason,
            autoRenewable,
          })
        : null,
  }
}

function valid(
  { notificationUUID, notificationType, subtype, signedDate }: AppleNotification,
  environment: AppleEnvironment,
  content: NotificationContent,
): NotificationOutcome {
  const type = [notificationType, subtype].filter(Boolean).join('.')
  return {
    kind: 'valid',
    notification: {
      storeNotificationId: notificationUUID.slice(0, 200),
      type: type.slice(0, 100),
      sentAt: signedDate === undefined ? null : new Date(Math.floor(signedDate)),
      environment: storeEnvironments[environment],
      ...content,
    },
  }
}

function wrongRecipient(recipient: string): RejectedNotification {
  return { kind: 'wrong_recipient', reason: `The notification is for ${recipient}.` }
}

function invalidSignature(reason: string): RejectedNotification {
  return { kind: 'invalid_signature', reason: `The notification is invalid: ${reason}.` }
}

function malformed(reason: string): RejectedNotification {
  return { kind: 'malformed', reason: `The notification is invalid: ${reason}.` }
}
