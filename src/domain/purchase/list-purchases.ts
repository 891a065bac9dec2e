import { scanPurchases, type PurchaseConditions } from '../../db/queries/purchase-list.ts'
import type { PurchaseRow } from '../../db/queries/purchases.ts'
import { isUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { listPage, type Page, type PageRequest } from '../page.ts'
import { repeatScan } from '../repeat-scan.ts'

/**
 * Lists purchases, paid or not, newest first. A page can have fewer purchases than requested although others follow, because a call
 * reads only so many to find those that match.
 */
export async function listPurchases(
  { db, app }: Context,
  { conditions, ...request }: PageRequest & { readonly conditions: PurchaseConditions },
): Promise<Page<PurchaseRow>> {
  return listPage<PurchaseRow, string>(app.appId, request, {
    list: 'purchases',
    encode: ({ id }) => id,
    encodePosition: (id) => id,
    decode: (text) => (isUuid(text) ? text : null),
    read: async ({ after: start, before: end, limit, reversed }) => {
      const rows: PurchaseRow[] = []
      const [first, before] = reversed ? [end, start] : [start, end]
      const stoppedAt = await repeatScan(first, async (after) => {
        const direction = reversed ? 'asc' : 'desc'
        const span = { conditions, direction, after, before, limit: limit - rows.length } as const
        const scanned = await scanPurchases(db, app.appId, span)
        rows.push(...scanned.rows)
        return scanned.stoppedAt
      })
      return { rows, stoppedAt }
    },
  })
}
