import {
  selectBackupFacts,
  selectInvariantCounts,
  type BackupFacts,
} from '../../db/queries/select-backup-facts.ts'
import { selectSchemaState } from '../../db/queries/select-schema-state.ts'
import { encodeId } from '../../platform/ids.ts'
import { eachAuditHead, type AuditHead } from '../audit/audit-head.ts'
import { verifyAuditChain } from '../audit/verify-audit-chain.ts'
import type { Services } from '../context.ts'

type Database = Pick<Services, 'db'>

export type BackupFinding = {
  readonly check: string
  readonly backup: string
  /** What the database of the server has; null if it is not compared. */
  readonly source: string | null
  readonly result: 'ok' | 'fail'
  readonly message: string | null
}

/** Rows of these tables are never removed, so the server has at least those of a backup. */
const growingTables = ['payments', 'consumes', 'refunds', 'audit_log', 'apps']

/**
 * Checks a restored backup: by itself, and against the database of the server, which has continued since the backup was made.
 * @param source null to check the backup by itself only
 */
export async function checkBackup(
  backup: Database,
  source: Database | null,
): Promise<readonly BackupFinding[]> {
  const schema = await selectSchemaState(backup.db)
  if (schema !== 'current') {
    const message =
      schema === 'outdated'
        ? 'An older version of Coinslot made it, or it has no tables of Coinslot. Check it with that version.'
        : 'Check it with the version of Coinslot that made it.'
    return [{ check: 'schema', backup: schema, source: null, result: 'fail', message }]
  }
  const [facts, sourceFacts] = [
    await selectBackupFacts(backup.db),
    source === null ? null : await selectBackupFacts(source.db),
  ]
  return [
    { check: 'schema', backup: schema, source: null, result: 'ok', message: null },
    ...compareRowCounts(facts, sourceFacts),
    ...compareFeedHeads(facts, sourceFacts),
    ...(await checkInvariants(backup)),
    ...(await checkAuditChains(backup, source)),
  ]
}

function compareRowCounts(facts: BackupFacts, source: BackupFacts | null): readonly BackupFinding[] {
  return [...facts.rowCounts].map(([table, count]) => {
    const sourceCount = source?.rowCounts.get(table) ?? null
    const isLarger = sourceCount !== null && growingTables.includes(table) && count > sourceCount
    return {
      check: `rows of ${table}`,
      backup: String(count),
      source: sourceCount?.toString() ?? null,
      result: isLarger ? 'fail' : 'ok',
      message: isLarger
        ? 'The server has lost rows since the backup, or it is the backup of another server.'
        : null,
    }
  })
}

function compareFeedHeads(facts: BackupFacts, source: BackupFacts | null): readonly BackupFinding[] {
  const later = [...facts.feedHeads].filter(
    ([appId, position]) => source !== null && position > (source.feedHeads.get(appId) ?? -1n),
  )
  return [
    {
      check: 'feeds',
      backup: String(facts.feedHeads.size),
      source: source?.feedHeads.size.toString() ?? null,
      result: later.length > 0 ? 'fail' : 'ok',
      message: later.length > 0 ? `${later.length} feeds end after those of the server.` : null,
    },
  ]
}

async function checkInvariants({ db }: Database): Promise<readonly BackupFinding[]> {
  const counts = await selectInvariantCounts(db)
  const none = (check: string, count: number, message: string): BackupFinding => ({
    check,
    backup: String(count),
    source: null,
    result: count > 0 ? 'fail' : 'ok',
    message: count > 0 ? message : null,
  })
  const { eventsWithoutPosition: waiting } = counts
  return [
    none('consumed payments without consume', counts.missingConsumes, 'Consumes are missing.'),
    none('consumes without payment', counts.consumesWithoutPayment, 'Payments are missing.'),
    none('refunds above the price', counts.excessiveRefunds, 'More was refunded than was paid.'),
    none('events after the feed head', counts.eventsAfterHead, 'The head of a feed is missing or too old.'),
    {
      check: 'events without position',
      backup: String(waiting),
      source: null,
      result: 'ok',
      message: waiting > 0 ? 'A server that starts on the backup appends them to their feeds.' : null,
    },
  ]
}

/** The chains are whole, and the server's chains continue them. */
async function checkAuditChains(
  backup: Database,
  source: Database | null,
): Promise<readonly BackupFinding[]> {
  const findings: BackupFinding[] = []
  for await (const head of eachAuditHead(backup)) {
    const fault =
      (await verifyAuditChain(backup, { appId: head.appId })).fault ?? (await findOtherHistory(source, head))
    if (fault !== null) findings.push(auditFinding(head, fault.message))
  }
  if (findings.length > 0) return findings
  return [{ check: 'audit log', backup: 'unbroken', source: null, result: 'ok', message: null }]
}

async function findOtherHistory(source: Database | null, { appId, position, hash }: AuditHead) {
  if (source === null) return null
  const { fault } = await verifyAuditChain(source, { appId, from: position, knownHead: { position, hash } })
  return fault === null
    ? null
    : { message: `The audit log of the server does not continue it: ${fault.message}` }
}

function auditFinding({ appId, position }: AuditHead, message: string): BackupFinding {
  const check = `audit log of ${encodeId('ak', appId)}`
  return { check, backup: position.toString(), source: null, result: 'fail', message }
}
