import { findKnownSales, type KnownSale } from '../../db/queries/compared-sales.ts'
import type { RefundedSale } from '../../stores/list-contract.ts'
import { hashSaleKey } from '../sale/sale-reference.ts'
import { syncSale } from '../sale/sync-sale.ts'
import type { Check, Notebook } from './comparison.ts'
import { describeChanges, explainNoChange, isChange } from './describe-change.ts'
import { judgeRefund, type Judgement } from './judge-refund.ts'

type JudgedSale = {
  readonly sale: RefundedSale
  readonly keyHash: Buffer
  readonly subject: string
  readonly known: KnownSale
  readonly judgement: Judgement
}

/** Sales that a store's list names as taken back. Whatever the list says is only the reason to read the sale. */
export async function compareRefunds(
  notebook: Notebook,
  sales: readonly RefundedSale[],
): Promise<readonly (Check | null)[]> {
  const judged = await judge(notebook, sales)
  await notebook.heal(judged.filter(({ judgement }) => judgement === 'SAME').map(({ subject }) => subject))
  return judged.map((each) =>
    each.judgement === 'SAME' || each.judgement === 'OLD_NEWS'
      ? null
      : { subject: each.subject, run: () => readBack(notebook, each) },
  )
}

async function judge(
  { ctx, round }: Notebook,
  sales: readonly RefundedSale[],
): Promise<readonly JudgedSale[]> {
  const readSince = new Date(ctx.clock().getTime() - ctx.limits.reconciliation.rereadMs)
  const listed = sales.map((sale) => ({ ...sale, keyHash: hashSaleKey(sale.key) }))
  const known = await findKnownSales(ctx.db, round, listed)
  return sales.map((sale, index) => {
    const keyHash = hashSaleKey(sale.key)
    const about = known[index] ?? { payments: [], readAt: null }
    const judgement = judgeRefund(sale.full, about, readSince)
    return { sale, keyHash, subject: keyHash.toString('hex'), known: about, judgement }
  })
}

async function readBack(notebook: Notebook, judged: JudgedSale): Promise<void> {
  const { ctx, round, calls } = notebook
  const { sale, keyHash, subject, known, judgement } = judged
  const [payment] = known.payments
  const found = {
    subject,
    description: `The store's list says that the sale was taken back; here it is ${payment?.status ?? 'no payment'}`,
    paymentId: payment?.id ?? null,
    purchaseId: payment?.purchaseId ?? null,
  }
  if (judgement === 'DIFFERENT') await notebook.note(found)
  calls.spend()
  const changes = await syncSale(ctx, {
    store: round.store,
    key: keyHash,
    details: sale.details,
    source: 'RECONCILIATION',
  })
  const changed = changes.filter(isChange)
  if (changed.length > 0) {
    const [first] = changed
    await notebook.note({
      subject,
      description: `${found.description}: ${describeChanges(changed)}.`,
      paymentId: first?.paymentId ?? found.paymentId,
      purchaseId: first?.purchaseId ?? found.purchaseId,
    })
    await notebook.heal([subject])
  } else if (judgement === 'DIFFERENT') {
    await leaveOrHeal(notebook, judged, `${found.description}: ${explainNoChange(changes)}.`)
  }
}

/** Reading the sale changed nothing: because somebody else was faster, or because the difference stays. */
async function leaveOrHeal(notebook: Notebook, judged: JudgedSale, description: string): Promise<void> {
  const [again] = await judge(notebook, [judged.sale])
  if (again?.judgement === 'DIFFERENT') await notebook.note({ subject: judged.subject, description })
  else await notebook.heal([judged.subject])
}
