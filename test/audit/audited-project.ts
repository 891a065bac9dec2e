import type { Sql, TransactionSql } from 'postgres'
import { verifyAuditChain, type AuditVerification } from '../../src/domain/audit/verify-audit-chain.ts'
import type { Db } from '../../src/db/client.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { createServerClient } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'

/** A project whose audit log has entries of several kinds, with user ids and with null fields. */
export async function addAuditedProject(server: TestServer) {
  const project = await server.addProject({})
  const admin = createServerClient(server, project)
  const appId = decodeId('ak', project.appKey) ?? ''
  await admin.mutate('registerUser', { userId: 'ann' })
  await admin.mutate('updateAppKey', { sandboxTesterUserIds: ['ann', 'bob'] })
  await admin.mutate('createServerKey', { name: 'shard', role: 'READER' })
  await admin.mutate('exportUser', { userId: 'ann' })
  await admin.mutate('updateAppKey', { sandboxTesterUserIds: ['ann'], name: 'Renamed' })
  return { project, admin, appId }
}

export const verify = (sql: Sql | TransactionSql, appId: string, options: object = {}) =>
  verifyAuditChain({ db: { sql: sql as unknown as Db['sql'] } }, { appId, ...options })

export class Rollback extends Error {}

/** Verifies the chain after a change that bypasses the triggers, and takes the change back. */
export async function verifyAfter(
  sql: Sql,
  appId: string,
  change: (transaction: TransactionSql) => Promise<unknown>,
  options: object = {},
): Promise<AuditVerification> {
  const results: AuditVerification[] = []
  const changing = sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`
    await change(transaction)
    results.push(await verify(transaction, appId, options))
    throw new Rollback()
  })
  await changing.catch((error: unknown) => {
    if (!(error instanceof Rollback)) throw error
  })
  const [result] = results
  if (result === undefined) throw new Error('the chain was not verified')
  return result
}
