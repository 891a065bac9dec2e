import { z } from 'zod'

import { omitNullish } from '../../platform/zod-input.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import type {
  StoreEnvironment,
  RejectionCode,
  SaleState,
  StoreActionResult,
  StoreTransaction,
  VerifyOutcome,
} from '../contract/sale.ts'
import { transactionIdPattern } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'
import { extractTransactionId } from './app-receipt.ts'
import { createAppStoreHistory } from './history.ts'
import type { AppStoreHistoryOptions } from './history.ts'
import { toStoreTransaction } from './mapper.ts'
import { readNotification } from './notification.ts'
import { verifySignedTransaction } from './signed-transaction.ts'
import { checkAppStoreConnection } from './check-connection.ts'
import { parseSaleReference, parseRefundRequest } from './sale-reference.ts'

/** `client` is null when the connection has no API key: then only what the App Store signed can be taken. */
export type AppStoreAdapterOptions = AppStoreHistoryOptions & { readonly now?: () => number }

const receiptSchema = z.union([
  z.strictObject({ signedTransaction: z.string() }),
  z.strictObject({ transactionId: z.string() }),
  z.strictObject({ appReceipt: z.string() }),
])

type Rejection = Extract<VerifyOutcome, { kind: 'rejected' }>

type TransactionCheck =
  | { readonly kind: 'checked'; readonly apple: AppleTransaction; readonly transaction: StoreTransaction }
  | Rejection

export function createAppStoreAdapter(parts: AppStoreAdapterOptions): StoreAdapter {
  const { client, settings } = parts
  return {
    traits: { sandboxOnly: false, needsAcknowledgement: client !== null },
    verifyReceipt: (receipt) => verifyReceipt(parts, receipt),
    readSale: (details) => readSale(parts, details),
    acknowledge: async ({ details }) =>
      client === null ? { kind: 'done' } : await client.finishTransaction(parseSaleReference(details)),
    refund: () => Promise.resolve(refundNotSupported),
    readNotification: ({ body }) => readNotification(parts, body),
    sendConsumptionInfo:
      client === null
        ? null
        : async (request, { delivered }) => {
            await client.sendConsumptionInfo(parseRefundRequest(request), delivered)
          },
    history: createAppStoreHistory(parts),
    checkConnection: () => checkAppStoreConnection(client, settings.environments),
    close: () => Promise.resolve(),
  }
}

const refundNotSupported: StoreActionResult = {
  kind: 'rejected',
  reason:
    'In the App Store only the customer can ask for a refund, and Apple decides. All that Coinslot can do is to ' +
    'answer when Apple asks whether the item was delivered.',
}

async function verifyReceipt(parts: AppStoreAdapterOptions, receipt: unknown): Promise<VerifyOutcome> {
  const parsed = receiptSchema.safeParse(omitNullish(receipt))
  if (!parsed.success) {
    return rejected('RECEIPT_INVALID', 'Give exactly one of signedTransaction, transactionId and appReceipt.')
  }
  const input = parsed.data
  if ('signedTransaction' in input) return await verifySigned(parts, input.signedTransaction)
  const id =
    'transactionId' in input
      ? parseTransactionId(input.transactionId)
      : extractTransactionId(input.appReceipt)
  if (!id.ok) return rejected('RECEIPT_INVALID', `The receipt is invalid: ${id.reason}.`)
  return await verifyByLookup(parts, id.transactionId, parts.settings.environments, 'NOTHING')
}

/** Only a device of the buyer, and the App Store itself, can hold what the App Store signed. */
async function verifySigned(parts: AppStoreAdapterOptions, jws: string): Promise<VerifyOutcome> {
  const checked = await verifyAndMap(parts, jws)
  if (checked.kind === 'rejected') return checked
  const { apple, transaction } = checked
  const { client, settings, now = Date.now } = parts
  const isFresh = apple.signedDate !== undefined && now() - apple.signedDate <= settings.maxSignedAgeMs
  if (isFresh || client === null) return { kind: 'verified', transaction, proves: 'POSSESSION' }
  return await verifyByLookup(parts, apple.transactionId, [transaction.environment], 'POSSESSION')
}

async function verifyByLookup(
  parts: AppStoreAdapterOptions,
  transactionId: string,
  environments: readonly StoreEnvironment[],
  proves: 'POSSESSION' | 'NOTHING',
): Promise<VerifyOutcome> {
  const result = await fetchTransaction(parts, transactionId, environments)
  if (result === null)
    return rejected('RECEIPT_INVALID', 'The App Store has no such transaction for this app.')
  return result.kind === 'rejected' ? result : { kind: 'verified', transaction: result.transaction, proves }
}

async function readSale(parts: AppStoreAdapterOptions, details: string): Promise<SaleState[]> {
  const { transactionId, environment } = parseSaleReference(details)
  const result = await fetchTransaction(parts, transactionId, [environment])
  if (result === null) return []
  if (result.kind === 'rejected') throw new StoreUnavailableError('The App Store answered about another app')
  return [{ kind: 'verified', transaction: result.transaction, proves: 'NOTHING' }]
}

/** @returns null when each of the environments says that it knows no such transaction */
async function fetchTransaction(
  parts: AppStoreAdapterOptions,
  transactionId: string,
  environments: readonly StoreEnvironment[],
): Promise<TransactionCheck | null> {
  if (parts.client === null) {
    throw new StoreMisconfiguredError(
      'The App Store connection has no API key, which looking up a transaction needs',
    )
  }
  const jws = await parts.client.findTransaction(transactionId, environments)
  if (jws === null) return null
  const result = await verifyAndMap(parts, jws)
  // The receipt is not to blame for an answer that fails its own check.
  if (result.kind === 'rejected' && result.code === 'RECEIPT_INVALID') {
    throw new StoreUnavailableError(`The App Store's answer does not verify: ${result.reason}`)
  }
  if (result.kind === 'rejected') return result
  const { storeTransactionId, environment } = result.transaction
  if (storeTransactionId !== transactionId || !environments.includes(environment)) {
    throw new StoreUnavailableError('The App Store answered about another transaction')
  }
  return result
}

async function verifyAndMap(parts: AppStoreAdapterOptions, jws: string): Promise<TransactionCheck> {
  const read = await verifySignedTransaction(parts.verifier, jws, parts.settings.bundleId)
  if (!read.ok) return rejected(read.code, read.reason)
  return { kind: 'checked', apple: read.transaction, transaction: toStoreTransaction(read.transaction, jws) }
}

function parseTransactionId(text: string): ReturnType<typeof extractTransactionId> {
  return transactionIdPattern.test(text)
    ? { ok: true, transactionId: text }
    : { ok: false, reason: 'a transaction id has 1 to 32 decimal digits' }
}

function rejected(code: RejectionCode, reason: string): Rejection {
  return { kind: 'rejected', code, reason }
}
