import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { parseAuditHead, type AuditHead } from '../domain/audit/audit-head.ts'
import { CommandError } from './output.ts'

/** What `audit verify --json` prints of each chain; the head of a chain without entries is null. */
const verifiedChains = z.array(z.object({ app: z.string(), head: z.string().nullable() }))

/** A head without its AppKey. */
export type KnownHead = Pick<AuditHead, 'position' | 'hash'>

/**
 * The heads that an earlier `audit verify --json` has printed, by app.
 * @throws CommandError if the file cannot be read or has another form
 */
export function readAuditHeads(path: string): ReadonlyMap<string, KnownHead> {
  const heads = new Map<string, KnownHead>()
  for (const { app, head } of readChains(path)) {
    const known = head === null ? null : parseAuditHead(head)
    if (head !== null && known === null) throw new CommandError(`${path} has no valid head of ${app}.`)
    if (known !== null) heads.set(app, known)
  }
  return heads
}

function readChains(path: string): z.infer<typeof verifiedChains> {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error))
  }
  const chains = verifiedChains.safeParse(content)
  if (chains.success) return chains.data
  throw new CommandError(`${path} is not what "coinslot audit verify --json" prints.`)
}
