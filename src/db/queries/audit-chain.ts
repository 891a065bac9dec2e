import { eq, gt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { auditChain, auditHeads, auditLog } from '../tables/audit-log.ts'
import type { AuditLogRow } from './audit-log.ts'

export type AuditHeadRow = typeof auditHeads.$inferSelect
type ChainRow = typeof auditChain.$inferSelect

const toHead = createRowMapper(auditHeads)
const toChainRow = createRowMapper(auditChain)
const toEntry = createRowMapper(auditLog)

export async function selectAuditHead(db: Db, appId: string): Promise<AuditHeadRow | null> {
  const [row] = await db.orm.select().from(auditHeads).where(eq(auditHeads.appId, appId))
  return row ?? null
}

const maxHeadsPerPage = 1_000

/** The heads of the next AppKeys after this one, by id: at most 1,000. */
export async function selectAuditHeads(db: Db, after: string | null): Promise<AuditHeadRow[]> {
  return db.orm
    .select()
    .from(auditHeads)
    .where(after === null ? undefined : gt(auditHeads.appId, after))
    .orderBy(auditHeads.appId)
    .limit(maxHeadsPerPage)
}

/** The ends of a chain, and what is in the tables beside it, all at the same time. */
export type AuditChainState = {
  readonly head: AuditHeadRow | null
  /** The highest position of the chain; 0 if it has none. */
  readonly lastPosition: bigint
  /** An entry that has no place in the chain. */
  readonly unchainedEntryId: string | null
  /** The entry of a user id whose entry does not exist. */
  readonly unusedValueEntryId: string | null
}

export async function selectAuditChainState(
  { sql }: Pick<Db, 'sql'>,
  appId: string,
): Promise<AuditChainState> {
  const [row] = await sql<
    {
      app_id: string | null
      last_position: string
      unchained_entry_id: string | null
      unused_value_entry_id: string | null
    }[]
  >`
    select h.*, coalesce((
      select c.position from audit_chain c where c.app_id = ${appId} order by c.position desc limit 1
    ), 0) as last_position, (
      select a.id from audit_log a where a.app_id = ${appId} and not exists (
        select from audit_chain c where c.app_id = a.app_id and c.entry_id = a.id
      ) limit 1
    ) as unchained_entry_id, (
      select v.entry_id from audit_personal_values v where v.app_id = ${appId} and not exists (
        select from audit_log a where a.app_id = v.app_id and a.id = v.entry_id
      ) limit 1
    ) as unused_value_entry_id
    from (select) one left join audit_heads h on h.app_id = ${appId}`
  if (row === undefined) throw new Error('the query returns one row')
  return {
    head: row.app_id === null ? null : toHead(row),
    lastPosition: BigInt(row.last_position),
    unchainedEntryId: row.unchained_entry_id,
    unusedValueEntryId: row.unused_value_entry_id,
  }
}

export type PersonalValue = {
  /** Hexadecimal. */
  readonly digest: string
  /** Hexadecimal; null if the value was erased. */
  readonly salt: string | null
  readonly value: string
  /** Whether the value is the pseudonym of a user who was erased, and whose erasure is in the audit log. */
  readonly isPseudonym: boolean
}

/** A place of the chain. `entry` is null if there is no such entry. */
export type AuditChainLink = ChainRow & {
  readonly entry: (AuditLogRow & { readonly changesText: string }) | null
  readonly personalValues: readonly PersonalValue[]
}

/** The next places of a chain after a position. */
export async function selectAuditChainLinks(
  { sql }: Pick<Db, 'sql'>,
  appId: string,
  { after, upTo, limit }: { readonly after: bigint; readonly upTo: bigint; readonly limit: number },
): Promise<AuditChainLink[]> {
  const rows = await sql<
    { entry: Record<string, unknown> | null; personal_values: PersonalValue[] | null }[]
  >`
    select c.*, to_json(a) as entry, a.changes::text as changes_text, (
      select json_agg(json_build_object(
        'digest', encode(v.digest, 'hex'), 'salt', encode(v.salt, 'hex'), 'value', v.value, 'isPseudonym', exists (
          select from users u join audit_log e on e.app_id = u.app_id and e.subject_id = u.id
          where u.app_id = v.app_id and u.external_id = v.value and e.action = 'eraseUser'
        )
      ))
      from audit_personal_values v where v.app_id = c.app_id and v.entry_id = c.entry_id
    ) as personal_values
    from audit_chain c left join audit_log a on a.app_id = c.app_id and a.id = c.entry_id
    where c.app_id = ${appId} and c.position > ${after.toString()}::bigint and c.position <= ${upTo.toString()}::bigint
    order by c.position limit ${limit}`
  return rows.map((row) => ({
    ...toChainRow(row),
    entry: row.entry === null ? null : toLinkedEntry(row),
    personalValues: row.personal_values ?? [],
  }))
}

function toLinkedEntry(row: Record<string, unknown>): NonNullable<AuditChainLink['entry']> {
  const { changes_text: changesText, entry } = row as { changes_text: string; entry: Record<string, unknown> }
  return { ...toEntry(entry), changesText }
}
