import { v7 as uuidv7 } from 'uuid'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

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

/** Shows a UUID as prefixed text, `pay_` and a TypeID suffix of 26 characters; preserves the sort order. */
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
  const hex = uuid.replaceAll('-', '')
  // 130 bits in 26 characters: the first two hold 8 bits, then each 5 hexadecimal digits make 4 characters.
  let text = encodeBits(Number.parseInt(hex.slice(0, 2), 16), 2)
  for (let start = 2; start < hex.length; start += 5) {
    text += encodeBits(Number.parseInt(hex.slice(start, start + 5), 16), 4)
  }
  return text
}

function encodeBits(bits: number, length: number): string {
  let text = ''
  for (let shift = (length - 1) * 5; shift >= 0; shift -= 5) text += alphabet.charAt((bits >> shift) & 31)
  return text
}

export function decodeUuid(text: string): string | null {
  if (!/^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text)) return null
  let bits = 0n
  for (const character of text) bits = (bits << 5n) | BigInt(alphabet.indexOf(character))
  const hex = bits.toString(16).padStart(32, '0')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
