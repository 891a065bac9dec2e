import {
  selectProcessedNotifications,
  updateErasureProgress,
  updateErasureStarted,
  type NotificationContent,
  type NotificationPosition,
} from '../../db/queries/erased-users.ts'
import { updateNotificationCiphertexts } from '../../db/queries/encrypted-rows.ts'
import { eraseNotes } from '../../db/queries/notes.ts'
import { selectPaymentsOfPurchases } from '../../db/queries/payments.ts'
import type { PurchaseRow } from '../../db/queries/purchases.ts'
import { selectPurchasesOfUser, selectSalesByKeys } from '../../db/queries/user-privacy.ts'
import { decrypt, encrypt } from '../../platform/crypto.ts'
import { notificationAad, saleReferenceAad } from '../../platform/encryption-aad.ts'
import { parseJson } from '../../platform/json.ts'
import { parseBoundDetails } from '../../stores/contract/bound-details.ts'
import { storeNames } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import { erasedContent } from '../../platform/erased-content.ts'

/** Purchases read by one statement. */
const batchSize = 500
/** Notifications read by one statement: their contents may be large. */
const notificationBatchSize = 100

/** A shorter text could occur in a notification about somebody else. */
const minIdentifierLength = 8

/** How many notifications a request searches, and a run of the job. */
export const maxSearchedByRequest = 1_000
export const maxSearchedByJob = 20_000

/** How long a search that has begun is not begun again by another job. */
const visibilityTimeoutMs = 2 * 60_000

/**
 * Erases the content of the processed notifications that name a sale of an erased user. They are encrypted and have no reference to the
 * user, so those since the user's registration are decrypted and searched, at most so many; a job continues where this one stops.
 * @returns whether all were searched
 */
export async function eraseNotifications(
  ctx: AppContext,
  userId: string,
  maxSearched: number,
): Promise<boolean> {
  const key = { appId: ctx.app.appId, userId }
  const claimedUntil = new Date(ctx.clock().getTime() + visibilityTimeoutMs)
  const from = await updateErasureStarted(ctx.db, key, claimedUntil)
  if (from === null) return true
  await eraseNotes(ctx.db, key, ctx.clock())
  const { searched, isComplete } = await searchNotifications(ctx, userId, { from, maxSearched })
  const nextAttemptAt = isComplete ? null : ctx.clock()
  await updateErasureProgress(ctx.db, { ...key, claimedUntil, searched, nextAttemptAt })
  return isComplete
}

type Search = { readonly from: NotificationPosition; readonly maxSearched: number }

async function searchNotifications(ctx: AppContext, userId: string, { from, maxSearched }: Search) {
  const identifiers = await findSaleIdentifiers(ctx, userId)
  if (identifiers.size === 0) return { searched: from, isComplete: true }
  let searched = from
  for (let count = 0; count < maxSearched; count += notificationBatchSize) {
    const page = { from: searched, limit: notificationBatchSize }
    const batch = await selectProcessedNotifications(ctx.db, ctx.app.appId, page)
    for (const notification of batch) await eraseIfMentioned(ctx, notification, identifiers)
    searched = batch.at(-1) ?? searched
    if (batch.length < notificationBatchSize) return { searched, isComplete: true }
  }
  return { searched, isComplete: false }
}

async function eraseIfMentioned(
  ctx: AppContext,
  { id, store, encryptedBody, encryptedPayload }: NotificationContent,
  identifiers: ReadonlySet<string>,
): Promise<void> {
  const { appId } = ctx.app
  const aad = notificationAad(appId, store)
  const content = decrypt(ctx.keyring, encryptedBody, aad) + decrypt(ctx.keyring, encryptedPayload, aad)
  if (!mentionsAny(content, identifiers)) return
  const erased = encrypt(ctx.keyring, erasedContent, aad)
  await updateNotificationCiphertexts(ctx.db, appId, {
    id,
    encryptedBody: erased,
    encryptedPayload: erased,
  })
}

/** A content is split into words, so that the time does not grow with the number of identifiers. */
function mentionsAny(content: string, identifiers: ReadonlySet<string>): boolean {
  return content.split(/[^\w.~:/+=-]+/).some((word) => identifiers.has(word))
}

/** How stores name the sales of a user: transactions, orders, account tokens and purchase tokens. */
async function findSaleIdentifiers(ctx: AppContext, userId: string): Promise<Set<string>> {
  const { appId } = ctx.app
  const identifiers = new Set<string>()
  const add = (text: string | null) => {
    if (text !== null && text.length >= minIdentifierLength) identifiers.add(text)
  }
  let after: string | null = null
  for (;;) {
    const batch = await selectPurchasesOfUser(ctx.db, appId, { userId, after, limit: batchSize })
    const payments = await selectPaymentsOfPurchases(
      ctx.db,
      appId,
      batch.map(({ id }) => id),
    )
    for (const { accountToken } of batch) add(accountToken)
    for (const { storeTransactionId, storeOrderId } of payments) {
      add(storeTransactionId)
      add(storeOrderId)
    }
    for (const text of await findReferenceTexts(ctx, batch)) add(text)
    if (batch.length < batchSize) return identifiers
    after = batch.at(-1)?.id ?? null
  }
}

/** The texts in the references by which sales are read again, such as Google's purchase token. */
async function findReferenceTexts(ctx: AppContext, purchases: readonly PurchaseRow[]): Promise<string[]> {
  const { appId } = ctx.app
  const texts: string[] = []
  for (const store of storeNames) {
    const keys = purchases.flatMap((each) =>
      each.store === store && each.saleKey !== null ? [each.saleKey] : [],
    )
    for (const sale of await selectSalesByKeys(ctx.db, appId, store, keys)) {
      const reference = decrypt(ctx.keyring, sale.encryptedReference, saleReferenceAad(appId, store))
      // Not the app of the store, which notifications about other users name too.
      const { details } = parseBoundDetails(reference)
      const parsed = parseJson(details)
      const values = typeof parsed === 'object' && parsed !== null ? Object.values(parsed) : [parsed]
      texts.push(...values.filter((value) => typeof value === 'string'))
    }
  }
  return texts
}
