import { randomBytes, randomUUID } from 'node:crypto'

/** The alphabet of the TypeID specification: Crockford's base 32 in lower case. */
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
  | 'uts'
  | 'utk'
  | 'pop'
  | 'ref'
  | 'rvw'
  | 'ntf'
  | 'aud'
  | 'whk'
  | 'whd'
  | 'csm'
  | 'sal'
  | 'sub'
  | 'rap'
  | 'nte'
  | 'inv'
  | 'dcp'
  | 'opr'
  | 'ent'
  | 'gnt'

/** Prefixes of records that belong to the whole installation and to no AppKey: operators and their sessions. */
export type InstallationIdPrefix = 'opr' | 'ses' | 'pat'

/** Stands for an AppKey in what belongs to none, such as audit entries about operators. */
export const installationId = '00000000-0000-0000-0000-000000000000'

const maxUuidsOfMillisecond = 4_096
let uuidTime = 0
let uuidCount = 0

/**
 * A new UUIDv7; UUIDs sort by their time of creation, those of one process also within a millisecond: its 12 bits after the version
 * are a counter (RFC 9562, 6.2, method 1). The random bits are those of a UUIDv4, which Node draws for many at once.
 */
export function newUuid(): string {
  const random = randomUUID()
  const now = Date.now()
  if (now > uuidTime) {
    uuidTime = now
    // Half of the counter's range is left for the millisecond.
    uuidCount = Number.parseInt(random.slice(0, 3), 16) >> 1
  } else {
    uuidCount = (uuidCount + 1) % maxUuidsOfMillisecond
    if (uuidCount === 0) uuidTime += 1
  }
  const time = uuidTime.toString(16).padStart(12, '0')
  const count = uuidCount.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}${random.slice(18)}`
}

/** The least UUIDv7 of a time. The times of UUIDs and of records that are written with them may differ by as much as clocks do. */
export function firstUuidAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

const requestIdPrefix = `req_${randomBytes(8).toString('hex')}`
let requestCount = 0

/** A new id of a request, which is stored nowhere: random digits of the process and a number, because every request needs one. */
export function newRequestId(): string {
  requestCount += 1
  return requestIdPrefix + requestCount.toString(36).padStart(8, '0')
}

/** How logs and traces name a process. */
export function describeProcess(processId: string): string {
  return `process_${encodeUuid(processId)}`
}

/** The TypeID of a UUID: a prefix such as `pay_` and a suffix of 26 characters. It sorts as the UUID does. */
export function encodeId(prefix: IdPrefix | InstallationIdPrefix | 'ak', uuid: string): string {
  return `${prefix}_${encodeUuid(uuid)}`
}

/** The UUID of a TypeID; null if the text is not a TypeID with this prefix. */
export function decodeId(prefix: IdPrefix | InstallationIdPrefix | 'ak', id: string): string | null {
  return id.startsWith(`${prefix}_`) ? decodeUuid(id.slice(prefix.length + 1)) : null
}

/** Whether the text is a UUID in the form in which the database writes it: lower case with hyphens. */
export function isUuid(text: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(text)
}

/** Replaces each UUID of a text by the suffix that it has in the ids of the API, whatever the prefix. */
export function encodeUuids(text: string): string {
  return text.replaceAll(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, encodeUuid)
}

/** The TypeID suffix of a UUID. A page of a list has a hundred of them, so it reads the digits where they are and cuts no text. */
export function encodeUuid(uuid: string): string {
  // 26 characters hold 130 bits: the first two hold the first 8 bits of the UUID, then every 5 hexadecimal digits make 4 characters.
  let text = encodedPairs[readDigits(uuid, 0, 2)] ?? ''
  for (let start = 2; start < digitPositions.length; start += 5) {
    const bits = readDigits(uuid, start, 5)
    text += `${encodedPairs[bits >> 10] ?? ''}${encodedPairs[bits & 1023] ?? ''}`
  }
  return text
}

/** The number of hexadecimal digits of a UUID, of which `start` is the first. */
function readDigits(uuid: string, start: number, count: number): number {
  let bits = 0
  for (let index = start; index < start + count; index += 1) {
    bits = (bits << 4) | (digitBits[uuid.charCodeAt(digitPositions[index] ?? 0)] ?? 0)
  }
  return bits
}

/** Where a UUID has its digits: everywhere but at the hyphens. */
const digitPositions = Array.from({ length: 36 }, (_, position) => position).filter(
  (position) => ![8, 13, 18, 23].includes(position),
)
/** The 4 bits of each hexadecimal digit by its code. */
const digitBits = Uint8Array.from({ length: 128 }, (_, code) =>
  Number.parseInt(String.fromCharCode(code), 16),
)
/** All pairs of characters by their 10 bits. */
const encodedPairs = Array.from(alphabet).flatMap((high) => Array.from(alphabet, (low) => high + low))
/** The 5 bits of each character by its code. */
const decodedBits = Array.from({ length: 128 }, (_, code) => alphabet.indexOf(String.fromCharCode(code)))

/** The UUID of a TypeID suffix; null if the text is not one. The first character is at most 7, because 26 characters hold 130 bits. */
export function decodeUuid(text: string): string | null {
  if (!/^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text)) return null
  let hex = decodeBits(text, 0, 2).toString(16).padStart(2, '0')
  for (let start = 2; start < text.length; start += 4) {
    hex += decodeBits(text, start, 4).toString(16).padStart(5, '0')
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function decodeBits(text: string, start: number, length: number): number {
  let bits = 0
  for (let index = start; index < start + length; index += 1) {
    bits = (bits << 5) | (decodedBits[text.charCodeAt(index)] ?? 0)
  }
  return bits
}
