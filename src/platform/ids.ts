import { v7 as uuidv7 } from 'uuid'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const encodedLength = 26

export type IdPrefix =
  | 'app'
  | 'itm'
  | 'usr'
  | 'pur'
  | 'pay'
  | 'con'
  | 'evt'
  | 'key'
  | 'ref'
  | 'ntf'
  | 'aud'
  | 'whk'
  | 'whd'
  | 'csm'

/** A new UUIDv7: sorts by time of creation. */
export function newUuid(): string {
  return uuidv7()
}

/** Shows a UUID as prefixed text, `pay_` and 26 characters of Crockford's base 32; keeps its order. */
export function encodeId(prefix: IdPrefix | 'ak', uuid: string): string {
  return `${prefix}_${encodeUuid(uuid)}`
}

/** The UUID of a prefixed id, or null if the text is not an id of this kind. */
export function decodeId(prefix: IdPrefix | 'ak', id: string): string | null {
  return id.startsWith(`${prefix}_`) ? decodeUuid(id.slice(prefix.length + 1)) : null
}

/** Whether the text is a UUID as the database writes it. */
export function isUuid(text: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(text)
}

export function encodeUuid(uuid: string): string {
  let bits = BigInt(`0x${uuid.replaceAll('-', '')}`)
  let text = ''
  for (let i = 0; i < encodedLength; i += 1) {
    text = alphabet.charAt(Number(bits & 31n)) + text
    bits >>= 5n
  }
  return text
}

export function decodeUuid(text: string): string | null {
  if (!/^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text)) return null
  let bits = 0n
  for (const character of text) bits = (bits << 5n) | BigInt(alphabet.indexOf(character))
  const hex = bits.toString(16).padStart(32, '0')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
