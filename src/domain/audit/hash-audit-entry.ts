import { createHash } from 'node:crypto'
import type { AuditLogRow } from '../models.ts'

/** Hash of the place before the first one. */
export const firstPreviousHash: Uint8Array = Buffer.alloc(32)

/**
 * SHA-256 of an entry at a position of its chain. The database computes the same with its function `audit_entry_hash`; this is
 * written independently of it, so that a changed function is noticed. Decision 53 documents the form.
 * @param entry with `changes` as PostgreSQL prints the jsonb value
 */
export function hashAuditEntry(
  entry: AuditLogRow & { readonly changesText: string },
  { position, previousHash }: { readonly position: bigint; readonly previousHash: Uint8Array },
): Buffer {
  const hash = createHash('sha256')
  for (const value of [
    'coinslot-audit-1',
    entry.appId,
    position.toString(),
    Buffer.from(previousHash).toString('hex'),
    entry.id,
    entry.occurredAt.toISOString(),
    entry.actorKind,
    entry.actorId,
    entry.actorName,
    entry.transport,
    entry.address,
    entry.requestId,
    entry.action,
    entry.subjectId,
    entry.reason,
    entry.changesText,
  ]) {
    hash.update(delimit(value))
  }
  return hash.digest()
}

/** The length makes it impossible to move a byte from one field to the next. */
function delimit(value: string | null): string {
  return value === null ? '-' : `${Buffer.byteLength(value)}:${value}`
}
