import { setTimeout as delay } from 'node:timers/promises'
import { selectConsumesOfPayments } from '../../db/queries/consumes.ts'
import { selectItemsByIds } from '../../db/queries/items.ts'
import {
  positionOf,
  scanPayments,
  type PaymentPosition,
  type PaymentSpan,
} from '../../db/queries/payment-list.ts'
import type { PaymentRow } from '../../db/queries/payments.ts'
import { selectUsersByIds } from '../../db/queries/users.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { AppContext } from '../context.ts'
import type { ExportedColumn, ExportedPayment } from './exported-columns.ts'

/** The rows of one statement: they take some milliseconds of the process. */
const pageSize = 500
/** An export that the database or the process has no room for waits this long for it. */
const maxUnavailableMs = 60_000

export type ExportedList = Pick<PaymentSpan, 'conditions' | 'sort' | 'direction'>

/**
 * Reads the payments of a list page by page, and the next page only when the last one was taken. Each page sees the payments as they
 * are then: one statement or transaction for all would keep PostgreSQL from removing old row versions.
 * @param assertMayContinue is called before each page, and throws to end the export
 */
export async function* readExportRows(
  ctx: AppContext,
  list: ExportedList,
  {
    columns,
    assertMayContinue,
  }: { readonly columns: readonly ExportedColumn[]; readonly assertMayContinue: () => Promise<void> },
): AsyncGenerator<ExportedPayment[]> {
  let after: PaymentPosition | null = null
  for (;;) {
    await assertMayContinue()
    const { payments, next } = await readNext(ctx, list, { after, columns })
    if (payments.length > 0) yield payments
    if (next === null) return
    after = next
  }
}

type NextRows = { readonly payments: ExportedPayment[]; readonly next: PaymentPosition | null }

/** Reads in turn with other exports, as a request of the AppKey, and again while there is no room for it. */
async function readNext(
  ctx: AppContext,
  list: ExportedList,
  { after, columns }: { readonly after: PaymentPosition | null; readonly columns: readonly ExportedColumn[] },
): Promise<NextRows> {
  const { admission, exports, db, app } = ctx
  const read = async () => {
    const span = { ...list, after, before: null, limit: pageSize }
    const { rows, stoppedAt } = await scanPayments(db, app.appId, span)
    const last = rows.length === pageSize ? rows.at(-1) : undefined
    return {
      payments: await addRelated(ctx, rows, columns),
      next: last === undefined ? stoppedAt : positionOf(last, list.sort),
    }
  }
  const startedAt = performance.now()
  for (;;) {
    try {
      return await exports.read(() => admission.run(app.appId, read))
    } catch (error) {
      const isTemporary = error instanceof RequestError && error.code === 'UNAVAILABLE'
      if (!isTemporary || performance.now() - startedAt > maxUnavailableMs) throw error
      await delay(error.retryAfterMs ?? 1_000, undefined, { ref: false })
    }
  }
}

async function addRelated(
  { db, app: { appId } }: AppContext,
  rows: readonly PaymentRow[],
  columns: readonly ExportedColumn[],
): Promise<ExportedPayment[]> {
  const withUsers = columns.includes('userId')
  const withItems = columns.includes('itemId')
  const withConsumes = columns.includes('consumedAt')
  const unique = (ids: readonly string[]) => [...new Set(ids)]
  const [users, items, consumes] = await Promise.all([
    withUsers && rows.length > 0 ? selectUsersByIds(db, appId, unique(rows.map(({ userId }) => userId))) : [],
    withItems && rows.length > 0 ? selectItemsByIds(db, appId, unique(rows.map(({ itemId }) => itemId))) : [],
    withConsumes && rows.length > 0
      ? selectConsumesOfPayments(
          db,
          appId,
          rows.map(({ id }) => id),
        )
      : [],
  ])
  const userIds = new Map(users.map(({ id, externalId }) => [id, externalId]))
  const itemIds = new Map(items.map(({ id, externalId }) => [id, externalId]))
  const consumeTimes = new Map(consumes.map(({ paymentId, consumedAt }) => [paymentId, consumedAt]))
  return rows.map((row) => ({
    ...row,
    userExternalId: userIds.get(row.userId) ?? null,
    itemExternalId: itemIds.get(row.itemId) ?? null,
    consumedAt: consumeTimes.get(row.id) ?? null,
  }))
}
