import { createHash } from 'node:crypto'
import type { AuditChainLink, PersonalValue } from '../../db/queries/audit-chain.ts'
import type { AuditFault } from './audit-fault.ts'
import { hashAuditEntry } from './hash-audit-entry.ts'
import { listDigests } from './reveal-personal-values.ts'

/** What is wrong with one place of a chain, given the hash of the place before it; null if nothing is. */
export function findLinkFault(link: AuditChainLink, previousHash: Uint8Array): AuditFault | null {
  const { entry, position, entryId } = link
  const changed = (message: string): AuditFault => ({ kind: 'CHANGED', position, entryId, message })
  if (entry === null) {
    return { kind: 'MISSING', position, entryId, message: 'The entry of this place was deleted.' }
  }
  if (!equal(link.previousHash, previousHash)) {
    return changed('The place does not follow the one before it.')
  }
  if (!equal(hashAuditEntry(entry, { position, previousHash }), link.hash)) {
    return changed('The entry is not the one that was written.')
  }
  const digests = listDigests(entry.changes)
  if (!link.personalValues.every(({ digest }) => digests.delete(digest)) || digests.size > 0) {
    return changed('The user ids of the entry are not those that were written.')
  }
  if (!link.personalValues.every(isUnchanged)) return changed('A user id of the entry was changed.')
  return null
}

/** A value without a salt was erased; then it is the pseudonym of an erased user. */
function isUnchanged({ salt, digest, value, isPseudonym }: PersonalValue): boolean {
  if (salt === null) return isPseudonym
  return createHash('sha256').update(Buffer.from(salt, 'hex')).update(value).digest('hex') === digest
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
