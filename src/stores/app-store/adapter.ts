import { z } from 'zod'

import { withoutNulls } from '../../platform/operator-input.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { StoreAdapter } from '../contract.ts'
import type {
  Environment,
  RefusalCode,
  SaleState,
  StoreActOutcome,
  StoreTransaction,
  VerifyOutcome,
} from '../sale-contract.ts'
import { transactionIdPattern } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'
import { findTransactionId } from './app-receipt.ts'
import { createAppStoreLists } from './lists.ts'
import type { AppStoreListsParts } from './lists.ts'
import { toStoreTransaction } from './mapper.ts'
import { readNotification } from './notification.ts'
import { verifySignedTransaction } from './signed-transaction.ts'
import { testAppStoreConnection } from './test-app-store-connection.ts'
import { readReference, readRefundRequest } from './transaction-reference.ts'

/** `client` is null when the connection has no API key: then only what the App Store signed can be taken. */
export type AppStoreAdapterParts = AppStoreListsParts & { readonly now?: () => number }

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
  const { client, settings } = parts
  return {
    traits: { sandboxOnly: false, needsAcknowledgement: client !== null },
    verifyReceipt: (receipt) => verifyReceipt(parts, receipt),
    readSale: (details) => readSale(parts, details),
    acknowledge: async ({ details }) =>
      client === null ? { kind: 'done' } : await client.finish(readReference(details)),
    refund: () => Promise.resolve(refundImpossible),
    readNotification: ({ body }) => readNotification(parts, body),
    answerRefundRequest:
      client === null
        ? null
        : async (request, { delivered }) => {
            await client.sendConsumption(readRefundRequest(request), delivered)
          },
    lists: createAppStoreLists(parts),
    testConnection: () => testAppStoreConnection(client, settings.environments),
    close: () => Promise.resolve(),
  }
}

const refundImpossible: StoreActOutcome = {
  kind: 'impossible',
  reason:
    'In the App Store only the customer can ask for a refund, and Apple decides. All that Coinslot can do is to ' +
    'answer when Apple asks whether the item was delivered.',
}

async function verifyReceipt(parts: AppStoreAdapterParts, receipt: unknown): Promise<VerifyOutcome> {
  const parsed = receiptSchema.safeParse(withoutNulls(receipt))
  if (!parsed.success) {
    return refused('RECEIPT_INVALID', 'Give exactly one of signedTransaction, transactionId and appReceipt.')
  }
  const given = parsed.data
  if ('signedTransaction' in given) return await verifySigned(parts, given.signedTransaction)
  const id =
    'transactionId' in given ? readTransactionId(given.transactionId) : findTransactionId(given.appReceipt)
  if (!id.ok) return refused('RECEIPT_INVALID', `The receipt is refused: ${id.reason}.`)
  return await lookUp(parts, id.transactionId, parts.settings.environments, 'NOTHING')
}

/** Only a device of the buyer, and the App Store itself, can hold what the App Store signed. */
async function verifySigned(parts: AppStoreAdapterParts, jws: string): Promise<VerifyOutcome> {
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
  const answer = await ask(parts, transactionId, environments)
  if (answer === null)
    return refused('RECEIPT_INVALID', 'The App Store knows no such transaction of this app.')
  return answer.kind === 'refused' ? answer : { kind: 'verified', transaction: answer.transaction, proves }
}

async function readSale(parts: AppStoreAdapterParts, details: string): Promise<SaleState[]> {
  const { transactionId, environment } = readReference(details)
  const answer = await ask(parts, transactionId, [environment])
  if (answer === null) return []
  if (answer.kind === 'refused') throw new StoreUnavailable('The App Store answered about another app')
  return [{ kind: 'verified', transaction: answer.transaction, proves: 'NOTHING' }]
}

/** @returns null when each of the environments says that it knows no such transaction */
async function ask(
  parts: AppStoreAdapterParts,
  transactionId: string,
  environments: readonly Environment[],
): Promise<Checked | null> {
  if (parts.client === null) {
    throw new StoreMisconfigured(
      'The App Store connection has no API key, which looking up a transaction needs',
    )
  }
  const jws = await parts.client.findTransaction(transactionId, environments)
  if (jws === null) return null
  const answer = await check(parts, jws)
  // The receipt is not to blame for an answer that fails its own check.
  if (answer.kind === 'refused' && answer.code === 'RECEIPT_INVALID') {
    throw new StoreUnavailable(`The App Store's answer does not verify: ${answer.reason}`)
  }
  if (answer.kind === 'refused') return answer
  const { storeTransactionId, environment } = answer.transaction
  if (storeTransactionId !== transactionId || !environments.includes(environment)) {
    throw new StoreUnavailable('The App Store answered about another transaction')
  }
  return answer
}

async function check(parts: AppStoreAdapterParts, jws: string): Promise<Checked> {
  const read = await verifySignedTransaction(parts.verifier, jws, parts.settings.bundleId)
  if (!read.ok) return refused(read.code, read.reason)
  return { kind: 'checked', apple: read.transaction, transaction: toStoreTransaction(read.transaction, jws) }
}

function readTransactionId(text: string): ReturnType<typeof findTransactionId> {
  return transactionIdPattern.test(text)
    ? { ok: true, transactionId: text }
    : { ok: false, reason: 'a transaction id has 1 to 32 decimal digits' }
}

function refused(code: RefusalCode, reason: string): Refusal {
  return { kind: 'refused', code, reason }
}
