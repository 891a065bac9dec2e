import { eachAuditHead } from '../audit/audit-head.ts'
import { verifyAuditChain } from '../audit/verify-audit-chain.ts'
import { encodeId } from '../../platform/ids.ts'
import type { Services } from '../context.ts'
import { fail, ok, type Finding } from './finding.ts'

const checkedEntries = 1_000n

/** Checks the newest entries of each chain. */
export async function checkAuditLog(services: Pick<Services, 'db'>): Promise<readonly Finding[]> {
  let count = 0
  for await (const { appId, position } of eachAuditHead(services)) {
    const from = position > checkedEntries ? position - checkedEntries + 1n : 1n
    const { fault, checkedCount } = await verifyAuditChain(services, { appId, from })
    count += checkedCount
    if (fault === null) continue
    const place = `${encodeId('ak', appId)}, position ${fault.position?.toString() ?? 'unknown'}`
    return [
      fail(
        'audit log',
        `${fault.message} (${place})`,
        'Run "coinslot audit verify", and find out who can write to the database.',
      ),
    ]
  }
  return [ok('audit log', `The newest ${count} entries are unchanged.`)]
}
