import {
  selectAuditChainLinks,
  selectAuditChainState,
  type AuditChainLink,
  type AuditChainState,
  type AuditHeadRow,
} from '../../db/queries/audit-chain.ts'
import type { Services } from '../context.ts'
import { toAuditHead, type AuditHead } from './audit-head.ts'
import type { AuditFault } from './audit-fault.ts'
import { findLinkFault } from './find-link-fault.ts'
import { firstPreviousHash } from './hash-audit-entry.ts'

export type AuditVerification = {
  /** The first fault; null if the chain is as it was written. */
  readonly fault: AuditFault | null
  /** Number of entries that were checked. */
  readonly checkedCount: number
  /** The newest entry that was checked; null if there is none. */
  readonly head: AuditHead | null
}

export type AuditVerificationRequest = {
  readonly appId: string
  /** The first position to check, at least 1. */
  readonly from?: bigint
  /** A head that was printed earlier: the chain must still contain it. */
  readonly knownHead?: Pick<AuditHead, 'position' | 'hash'> | null
}

const pageSize = 100

/**
 * Checks the entries of an AppKey that existed when the check began, a page at a time. Whoever can write to the database can
 * remove the end of a chain together with its head; only a known head reveals that.
 */
export async function verifyAuditChain(
  { db }: { readonly db: Pick<Services['db'], 'sql'> },
  { appId, from = 1n, knownHead = null }: AuditVerificationRequest,
): Promise<AuditVerification> {
  const state = await selectAuditChainState(db, appId)
  const headPosition = state.head?.position ?? 0n
  let previous = await findPreviousHash(db, { appId, from })
  let checkedCount = 0
  let position = from - 1n
  let last: AuditChainLink | null = null
  const end = (fault: AuditFault | null): AuditVerification => ({
    fault,
    checkedCount,
    head: state.head === null ? null : toAuditHead(state.head),
  })
  if (previous === null) return end(missing(from - 1n))
  while (position < headPosition) {
    const links = await selectAuditChainLinks(db, appId, {
      after: position,
      upTo: headPosition,
      limit: pageSize,
    })
    if (links.length === 0) break
    for (const link of links) {
      const fault = link.position === position + 1n ? findLinkFault(link, previous) : missing(position + 1n)
      if (fault !== null) return end(fault)
      if (knownHead !== null && link.position === knownHead.position && toHex(link.hash) !== knownHead.hash) {
        return end(otherHistory(knownHead.position))
      }
      position = link.position
      previous = link.hash
      last = link
      checkedCount += 1
    }
  }
  return end(findEndFault(state, { position, last, knownHead }))
}

/** The hash before the first position to check; null if its place is missing. */
async function findPreviousHash(
  db: Pick<Services['db'], 'sql'>,
  { appId, from }: { readonly appId: string; readonly from: bigint },
): Promise<Uint8Array | null> {
  if (from <= 1n) return firstPreviousHash
  const [link]: readonly AuditChainLink[] = await selectAuditChainLinks(db, appId, {
    after: from - 2n,
    upTo: from - 1n,
    limit: 1,
  })
  return link?.position === from - 1n ? link.hash : null
}

type ChainEnd = {
  readonly position: bigint
  readonly last: AuditChainLink | null
  readonly knownHead: Pick<AuditHead, 'position' | 'hash'> | null
}

function findEndFault(state: AuditChainState, { position, last, knownHead }: ChainEnd): AuditFault | null {
  const { head, lastPosition, unchainedEntryId, unusedValueEntryId } = state
  if (head !== null && position < head.position) {
    return truncated(position + 1n, 'The entries from this position on are missing.')
  }
  if (knownHead !== null && knownHead.position > position) {
    return truncated(position + 1n, 'The entries up to the given head are missing.')
  }
  if (lastPosition > (head?.position ?? 0n)) {
    return inserted(lastPosition, null, 'The chain is longer than its head says.')
  }
  if (head !== null && last !== null && !isHeadOf(head, last)) {
    return {
      kind: 'CHANGED',
      position,
      entryId: null,
      message: 'The head has another hash than the last entry.',
    }
  }
  if (unchainedEntryId !== null)
    return inserted(null, unchainedEntryId, 'The entry has no place in the chain.')
  if (unusedValueEntryId !== null) {
    return inserted(null, unusedValueEntryId, 'There is a user id of an entry that does not exist.')
  }
  return null
}

function isHeadOf(head: AuditHeadRow, last: AuditChainLink): boolean {
  return toHex(head.hash) === toHex(last.hash) && toHex(head.previousHash) === toHex(last.previousHash)
}

function missing(position: bigint): AuditFault {
  return { kind: 'MISSING', position, entryId: null, message: 'The place in the chain is missing.' }
}

function truncated(position: bigint, message: string): AuditFault {
  return { kind: 'TRUNCATED', position, entryId: null, message }
}

function inserted(position: bigint | null, entryId: string | null, message: string): AuditFault {
  return { kind: 'INSERTED', position, entryId, message }
}

function otherHistory(position: bigint): AuditFault {
  const message = 'The entry has another hash than the given head: the chain was written anew.'
  return { kind: 'CHANGED', position, entryId: null, message }
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
