import { selectAuditHead, selectAuditHeads, type AuditHeadRow } from '../../db/queries/audit-chain.ts'
import type { Services } from '../context.ts'

/** The newest entry of a chain: whoever keeps it elsewhere notices that later entries are missing. */
export type AuditHead = { readonly appId: string; readonly position: bigint; readonly hash: string }

/** Null if the AppKey has no entries. */
export async function getAuditHead({ db }: Pick<Services, 'db'>, appId: string): Promise<AuditHead | null> {
  const row = await selectAuditHead(db, appId)
  return row === null ? null : toAuditHead(row)
}

export function toAuditHead({ appId, position, hash }: AuditHeadRow): AuditHead {
  return { appId, position, hash: Buffer.from(hash).toString('hex') }
}

/** All heads, by AppKey. */
export async function* eachAuditHead({ db }: Pick<Services, 'db'>): AsyncGenerator<AuditHead, void, void> {
  let last: string | null = null
  for (;;) {
    const page = await selectAuditHeads(db, last)
    yield* page.map(toAuditHead)
    const end = page.at(-1)
    if (end === undefined) return
    last = end.appId
  }
}

export function formatAuditHead({ position, hash }: Pick<AuditHead, 'position' | 'hash'>): string {
  return `${position}:${hash}`
}

/** Null if the text is not `<position>:<hash>`. */
export function parseAuditHead(text: string): Pick<AuditHead, 'position' | 'hash'> | null {
  const [, position, hash] = /^(\d{1,18}):([\da-f]{64})$/.exec(text) ?? []
  return position === undefined || hash === undefined ? null : { position: BigInt(position), hash }
}
