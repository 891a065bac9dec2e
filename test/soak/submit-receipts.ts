import type { Buyer } from '../support/purchase-client.ts'
import { inParallel } from './in-parallel.ts'
import type { StoreEntry } from './store-books.ts'

export type PendingReceipt = {
  readonly buyer: Buyer
  readonly entry: StoreEntry
  readonly purchaseId: string | null
}

/** What the apps still have to submit: they try again at each start. */
export type ReceiptQueue = {
  readonly add: (receipt: PendingReceipt) => void
  readonly isPending: (entryId: string | undefined) => boolean
  /** The apps start, and submit what they have. */
  readonly submitAll: () => Promise<void>
  /** Problems of verifications that are no consequence of what the subscribers did. */
  readonly unexpectedProblems: readonly string[]
}

/** Apps that are told to try again do so at once, and at their next start. */
const attemptsPerStart = 3

export function createReceiptQueue(concurrency: number): ReceiptQueue {
  const unexpectedProblems: string[] = []
  let pending: PendingReceipt[] = []
  return {
    unexpectedProblems,
    add: (receipt) => pending.push(receipt),
    isPending: (entryId) => pending.some(({ entry }) => entry.id === entryId),
    submitAll: async () => {
      const submitted = pending
      pending = []
      await inParallel(submitted, concurrency, async (receipt) => {
        const outcome = await submit(receipt)
        if (outcome === 'AGAIN') pending.push(receipt)
        else if (outcome !== 'DONE') unexpectedProblems.push(`${receipt.entry.id}: ${outcome.problem}`)
      })
    },
  }
}

async function submit({
  buyer,
  entry,
  purchaseId,
}: PendingReceipt): Promise<'DONE' | 'AGAIN' | { readonly problem: string }> {
  for (let attempt = 0; attempt < attemptsPerStart; attempt += 1) {
    const { problem } = await buyer.client.mutate('verifyPurchase', {
      receipt: entry.receipt,
      userId: buyer.userId,
      ...(purchaseId === null ? {} : { purchaseId }),
    })
    if (problem == null) return 'DONE'
    // It has ended, or a later one has taken its place, before the app came to submit it.
    if (problem.code === 'RECEIPT_INVALID') return 'DONE'
    if (!problem.retryable) return { problem: `${problem.code} ${problem.message}` }
  }
  return 'AGAIN'
}
