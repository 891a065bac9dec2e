/**
 * What is wrong with a chain: an entry was changed, is missing from the middle, was inserted, or the end is missing.
 */
export type AuditFault = {
  readonly kind: 'CHANGED' | 'MISSING' | 'INSERTED' | 'TRUNCATED'
  readonly position: bigint | null
  /** UUID of the entry, if it is known. */
  readonly entryId: string | null
  readonly message: string
}
