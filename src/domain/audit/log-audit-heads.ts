import type { Services } from '../context.ts'
import { eachAuditHead, formatAuditHead } from './audit-head.ts'

/**
 * Logs the head of each chain, so that a log that is collected elsewhere shows which entries existed. Whoever removes the end of a
 * chain from the database is noticed by verifying it with a logged head.
 */
export async function logAuditHeads(services: Pick<Services, 'db' | 'log'>): Promise<void> {
  for await (const head of eachAuditHead(services)) {
    services.log.info({ appId: head.appId, auditHead: formatAuditHead(head) }, 'audit log head')
  }
}
