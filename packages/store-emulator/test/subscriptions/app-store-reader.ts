import { GetTransactionHistoryVersion } from '@apple/app-store-server-library'
import type { Emulator } from '../../src/index.ts'
import { createAppleClient, createAppleVerifier, verifyAppleNotification } from '../apple-client.ts'
import type { NotificationReceiver } from '../notification-receiver.ts'
import type { SubscriptionView } from './subscription-client.ts'

/** What a server learns about one subscription, verified by Apple's library. */
export async function readStatus(emulator: Emulator, { token }: Pick<SubscriptionView, 'token'>) {
  const { data = [] } = await createAppleClient(emulator).getAllSubscriptionStatuses(token)
  const entry = data
    .flatMap((group) => group.lastTransactions ?? [])
    .find((each) => each.originalTransactionId === token)
  const verifier = createAppleVerifier(emulator)
  return {
    status: entry?.status,
    transaction: await verifier.verifyAndDecodeTransaction(String(entry?.signedTransactionInfo)),
    renewal: await verifier.verifyAndDecodeRenewalInfo(String(entry?.signedRenewalInfo)),
  }
}

/** The transactions of the customer, oldest change first. */
export async function readHistory(emulator: Emulator, { token }: Pick<SubscriptionView, 'token'>) {
  const { signedTransactions = [] } = await createAppleClient(emulator).getTransactionHistory(
    token,
    null,
    {},
    GetTransactionHistoryVersion.V2,
  )
  const verifier = createAppleVerifier(emulator)
  return Promise.all(signedTransactions.map(async (each) => verifier.verifyAndDecodeTransaction(each)))
}

/** Type and subtype of the received notifications. */
export async function receivedKinds(
  emulator: Emulator,
  { received }: NotificationReceiver,
): Promise<string[]> {
  const decoded = await Promise.all(received.map(async (each) => verifyAppleNotification(emulator, each)))
  return decoded.map(({ notificationType, subtype }) => [notificationType, subtype].filter(Boolean).join(' '))
}
