import { hash } from 'node:crypto'

/**
 * An opaque cursor: what it points at, and a checksum over the list and the tenant it belongs to. It depends on no secret, so
 * it survives restarts and rotations; the checksum only tells ours from foreign ones.
 */
export function encodeCursor(list: string, appId: string, position: string): string {
  return Buffer.from(`${checksum(list, appId, position)}${position}`).toString('base64url')
}

/** What the cursor points at, or null if it was not made for this list of this tenant. */
export function decodeCursor(list: string, appId: string, cursor: string): string | null {
  if (cursor.length > 600) return null
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const position = text.slice(8)
  return text.slice(0, 8) === checksum(list, appId, position) ? position : null
}

function checksum(list: string, appId: string, position: string): string {
  return hash('sha256', `${list}/${appId}/${position}`, 'base64url').slice(0, 8)
}
