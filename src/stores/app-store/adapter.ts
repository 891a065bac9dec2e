import { z } from 'zod'

import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { Environment, RefusalCode, StoreAdapter, StoreTransaction, VerifyOutcome } from '../contract.ts'
import { transactionIdPattern } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'
import { findTransactionId } from './app-receipt.ts'
import type { AppStoreClient } from './client.ts'
import type { AppStoreSettings } from './connection.ts'
import { testAppStoreConnection } from './test-app-store-connection.ts'
import { toStoreTransaction } from './mapper.ts'
import type { SignedDataVerifier } from './signed-data.ts'
import { readSignedTransaction } from './signed-transaction.ts'

export type AppStoreAdapterParts = {
  readonly settings: AppStoreSettings
  readonly verifier: SignedDataVerifier
  /** Null when the connection has no API key: then only what the App Store signed can be taken. */
  readonly client: AppStoreClient | null
  readonly now?: () => number
}

const receiptSchema = z.union([
  z.strictObject({ signedTransaction: z.string() }),
  z.strictObject({ transactionId: z.string() }),
  z.strictObject({ appReceipt: z.string() }),
])

type Refusal = Extract<VerifyOutcome, { kind: 'refused' }>

type Checked =
  | { readonly kind: 'checked'; readonly apple: AppleTransaction; readonly transaction: StoreTransaction }
  | Refusal

export function createAppStoreAdapter(parts: AppStoreAdapterParts): StoreAdapter {
  return {
    traits: { sandboxOnly: false, needsSettlement: false },
    async verifyReceipt(receipt) {
      const parsed = receiptSchema.safeParse(withoutAbsent(receipt))
      if (!parsed.success) {
        return refused(
          'RECEIPT_INVALID',
          'Give exactly one of signedTransaction, transactionId and appReceipt.',
        )
      }
      const given = parsed.data
      if ('signedTransaction' in given) return await verifySignedTransaction(parts, given.signedTransaction)
      const id =
        'transactionId' in given
          ? readTransactionId(given.transactionId)
          : findTransactionId(given.appReceipt)
      if (!id.ok) return refused('RECEIPT_INVALID', `The receipt is refused: ${id.reason}.`)
      return await lookUp(parts, id.transactionId, parts.settings.environments, 'NOTHING')
    },
    testConnection: () => testAppStoreConnection(parts.client, parts.settings.environments),
    close: () => Promise.resolve(),
  }
}

/** Only a device of the buyer, and the App Store itself, can hold what the App Store signed. */
async function verifySignedTransaction(parts: AppStoreAdapterParts, jws: string): Promise<VerifyOutcome> {
  const checked = await check(parts, jws)
  if (checked.kind === 'refused') return checked
  const { apple, transaction } = checked
  const { client, settings, now = Date.now } = parts
  const isFresh = apple.signedDate !== undefined && now() - apple.signedDate <= settings.maxSignedAgeMs
  if (isFresh || client === null) return { kind: 'verified', transaction, proves: 'POSSESSION' }
  return await lookUp(parts, apple.transactionId, [transaction.environment], 'POSSESSION')
}

async function lookUp(
  parts: AppStoreAdapterParts,
  transactionId: string,
  environments: readonly Environment[],
  proves: 'POSSESSION' | 'NOTHING',
): Promise<VerifyOutcome> {
  if (parts.client === null) {
    throw new StoreMisconfigured(
      'The App Store connection has no API key, which looking up a transaction needs',
    )
  }
  const jws = await parts.client.findTransaction(transactionId, environments)
  if (jws === null) return refused('RECEIPT_INVALID', 'The App Store knows no such transaction of this app.')
  const answer = await check(parts, jws)
  // The receipt is not to blame for an answer that fails its own check.
  if (answer.kind === 'refused' && answer.code === 'RECEIPT_INVALID') {
    throw new StoreUnavailable(`The App Store's answer does not verify: ${answer.reason}`)
  }
  if (answer.kind === 'refused') return answer
  if (answer.apple.transactionId !== transactionId) {
    throw new StoreUnavailable('The App Store answered about another transaction')
  }
  return { kind: 'verified', transaction: answer.transaction, proves }
}

async function check(parts: AppStoreAdapterParts, jws: string): Promise<Checked> {
  const signed = await parts.verifier.verify(jws)
  if (!signed.ok) return refused('RECEIPT_INVALID', `The receipt is refused: ${signed.reason}.`)
  const read = readSignedTransaction(signed.payload, parts.settings.bundleId)
  if (!read.ok) return refused(read.code, read.reason)
  return { kind: 'checked', apple: read.transaction, transaction: toStoreTransaction(read.transaction, jws) }
}

function readTransactionId(text: string): ReturnType<typeof findTransactionId> {
  return transactionIdPattern.test(text)
    ? { ok: true, transactionId: text }
    : { ok: false, reason: 'a transaction id has 1 to 32 decimal digits' }
}

/** GraphQL hands over the fields that were not given as null or not at all. */
function withoutAbsent(receipt: unknown): unknown {
  if (typeof receipt !== 'object' || receipt === null) return receipt
  return Object.fromEntries(
    Object.entries(receipt).filter(([, value]) => value !== null && value !== undefined),
  )
}

function refused(code: RefusalCode, reason: string): Refusal {
  return { kind: 'refused', code, reason }
}
