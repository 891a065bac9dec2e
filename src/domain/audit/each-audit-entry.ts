import { selectAuditEntriesAfter } from '../../db/queries/audit-log.ts'
import type { Services } from '../context.ts'
import type { AuditEntryRow } from '../models.ts'

const pageSize = 100

/** Iterates over the entries of a chain from a position on, oldest first. */
export async function* eachAuditEntry(
  { db }: Pick<Services, 'db'>,
  { appId, from }: { readonly appId: string; readonly from: bigint },
): AsyncGenerator<AuditEntryRow, void, void> {
  let position = from - 1n
  for (;;) {
    const page: AuditEntryRow[] = await selectAuditEntriesAfter(db, appId, { position, limit: pageSize })
    yield* page
    const last = page.at(-1)?.position
    if (last == null) return
    position = last
  }
}
