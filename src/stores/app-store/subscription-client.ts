import { z } from 'zod'

import type { StoreActionResult } from '../contract/sale.ts'
import { refundHistorySchema, transactionIdPattern } from './api-types.ts'
import {
  accountTokenRejectedCodes,
  extensionRejectedCodes,
  invalidRevisionCode,
  noSubscriptionCodes,
  pageUnavailable,
} from './errors.ts'
import { assertAuthorized, maxBodyBytes, maxPageBytes, toPage, type SignedPage } from './responses.ts'
import type { TransactionReference } from './sale-reference.ts'
import type { AppleCall, AppStoreTransport } from './transport.ts'

/** A subscription as Get All Subscription Statuses lists it. */
export type SubscriptionStatusEntry = z.infer<typeof statusEntrySchema>

/** Calls about subscriptions, which are named by their original transaction. */
export type AppStoreSubscriptionClient = {
  /** All subscriptions of the buyer of this one; null if the App Store has no such subscription for this app. */
  getStatuses: (subscription: TransactionReference) => Promise<readonly SubscriptionStatusEntry[] | null>
  /**
   * The transactions of all subscriptions of the buyer, those that changed last first.
   * @param groupId limits them to one group of subscriptions
   */
  getHistory: (
    subscription: TransactionReference,
    groupId: string | null,
    page: string | null,
  ) => Promise<SignedPage>
  /** @param requestId at most 128 characters */
  extend: (subscription: TransactionReference, days: number, requestId: string) => Promise<StoreActionResult>
  setAccountToken: (subscription: TransactionReference, accountToken: string) => Promise<StoreActionResult>
}

const statusEntrySchema = z.object({
  originalTransactionId: z.string().regex(transactionIdPattern),
  /** 1 active, 2 expired, 3 billing retry, 4 grace period, 5 revoked; Apple may add values. */
  status: z.number(),
  signedTransactionInfo: z.string(),
  signedRenewalInfo: z.string(),
})

/** Other subscriptions of the same buyer may have forms that are not known here. */
const statusesSchema = z.object({
  data: z
    .array(z.object({ lastTransactions: z.array(z.unknown()).default([]) }))
    .default([])
    .transform((groups) =>
      groups
        .flatMap(({ lastTransactions }) => lastTransactions)
        .flatMap((entry) => statusEntrySchema.safeParse(entry).data ?? []),
    ),
})

const extensionSchema = z.object({ success: z.boolean().optional() })

export function createSubscriptionClient(transport: AppStoreTransport): AppStoreSubscriptionClient {
  return {
    getStatuses: (subscription) => getStatuses(transport, subscription),
    getHistory: (subscription, groupId, page) => getHistory(transport, subscription, groupId, page),
    extend: (subscription, days, requestId) => extend(transport, subscription, days, requestId),
    setAccountToken: (subscription, accountToken) => setAccountToken(transport, subscription, accountToken),
  }
}

async function send<T>(transport: AppStoreTransport, call: AppleCall<T>) {
  return assertAuthorized(await transport.send(call, transport.startDeadline()), call.environment)
}

async function getStatuses(
  transport: AppStoreTransport,
  { transactionId, environment }: TransactionReference,
): Promise<readonly SubscriptionStatusEntry[] | null> {
  const result = await send(transport, {
    environment,
    expectedErrorCodes: noSubscriptionCodes,
    maxBodyBytes: maxPageBytes,
    run: async (api) => statusesSchema.parse(await api.getAllSubscriptionStatuses(transactionId)),
  })
  return result.kind === 'rejected' ? null : result.value.data
}

async function getHistory(
  transport: AppStoreTransport,
  { transactionId, environment }: TransactionReference,
  groupId: string | null,
  page: string | null,
): Promise<SignedPage> {
  const { GetTransactionHistoryVersion, Order, ProductType } = await import('@apple/app-store-server-library')
  const query = {
    sort: Order.DESCENDING,
    productTypes: [ProductType.AUTO_RENEWABLE],
    ...(groupId === null ? {} : { subscriptionGroupIdentifiers: [groupId] }),
  }
  const result = await send(transport, {
    environment,
    expectedErrorCodes: new Set([...noSubscriptionCodes, invalidRevisionCode]),
    maxBodyBytes: maxPageBytes,
    run: async (api) =>
      refundHistorySchema.parse(
        await api.getTransactionHistory(transactionId, page, query, GetTransactionHistoryVersion.V2),
      ),
  })
  if (result.kind === 'ok') {
    const { signedTransactions, hasMore, revision } = result.value
    return toPage(signedTransactions, hasMore, revision)
  }
  throw pageUnavailable('transaction history', result.errorCode)
}

/** Apple does not promise that a repeated request with the same id extends only once. */
async function extend(
  transport: AppStoreTransport,
  { transactionId, environment }: TransactionReference,
  extendByDays: number,
  requestIdentifier: string,
): Promise<StoreActionResult> {
  const { ExtendReasonCode } = await import('@apple/app-store-server-library')
  const request = { extendByDays, extendReasonCode: ExtendReasonCode.UNDECLARED, requestIdentifier }
  const result = await send(transport, {
    environment,
    expectedErrorCodes: extensionRejectedCodes,
    maxBodyBytes,
    isIdempotent: false,
    run: async (api) =>
      extensionSchema.parse(await api.extendSubscriptionRenewalDate(transactionId, request)),
  })
  if (result.kind === 'ok') {
    return result.value.success === false
      ? { kind: 'rejected', reason: 'The App Store did not extend the subscription.' }
      : { kind: 'done' }
  }
  return {
    kind: 'rejected',
    reason: extensionReasons[result.errorCode] ?? noExtension(result.errorCode),
  }
}

const extensionReasons: Readonly<Record<number, string>> = {
  4030004: 'The App Store extends only an active subscription.',
  4030005: 'The App Store has extended the subscription as often as it allows within a year.',
  4030007: 'The App Store does not extend the subscription of a family member, only that of its buyer.',
}

function noExtension(errorCode: number): string {
  return noSubscriptionCodes.has(errorCode)
    ? 'The App Store has no such subscription for this app.'
    : `The App Store did not extend the subscription (${errorCode}).`
}

async function setAccountToken(
  transport: AppStoreTransport,
  { transactionId, environment }: TransactionReference,
  appAccountToken: string,
): Promise<StoreActionResult> {
  const result = await send(transport, {
    environment,
    expectedErrorCodes: accountTokenRejectedCodes,
    maxBodyBytes,
    run: (api) => api.setAppAccountToken(transactionId, { appAccountToken }),
  })
  if (result.kind === 'ok') return { kind: 'done' }
  const reason = noSubscriptionCodes.has(result.errorCode)
    ? 'The App Store has no such subscription for this app.'
    : `The App Store does not set the account token of this subscription (${result.errorCode}).`
  return { kind: 'rejected', reason }
}
