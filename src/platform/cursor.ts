import { hash } from 'node:crypto'

/**
 * An opaque cursor: a position and a checksum over the position, the list and the tenant. It does not depend on a secret, so it
 * survives restarts and key rotations; the checksum only detects cursors of other lists and other tenants.
 */
export function encodeCursor(list: string, appId: string, position: string): string {
  return Buffer.from(`${checksum(list, appId, position)}${position}`).toString('base64url')
}

/** The position of the cursor; null if the cursor was not created for this list of this tenant. */
export function decodeCursor(list: string, appId: string, cursor: string): string | null {
  if (cursor.length > 600) return null
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const position = text.slice(8)
  return text.slice(0, 8) === checksum(list, appId, position) ? position : null
}

function checksum(list: string, appId: string, position: string): string {
  return hash('sha256', `${list}/${appId}/${position}`, 'base64url').slice(0, 8)
}
