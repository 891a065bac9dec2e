import { transactionIdPattern } from './api-types.ts'

export type AppReceiptResult =
  { readonly ok: true; readonly transactionId: string } | { readonly ok: false; readonly reason: string }

/** Receipts of testers with thousands of purchases reach a megabyte. The time to read one grows with its size only. */
export const maxAppReceiptBytes = 1_536 * 1024

type Element = { readonly tag: number; readonly value: Buffer }

const tags = { integer: 0x02, octetString: 0x04, constructedOctetString: 0x24 } as const
const inAppRecord = 17
/** In order of preference: the id of the transaction, the id of the original transaction. */
const idAttributes = [1703, 1705]

/**
 * Finds the id of a transaction in an app receipt (PKCS#7, base64). Nothing in the receipt is verified: the id only serves to look the
 * transaction up at the App Store. Apple's `ReceiptUtility` returns the same results, but its time grows with the square of the
 * receipt's size (over two seconds for 40 kB of small elements), which would let callers block the server.
 */
export function extractTransactionId(appReceipt: string): AppReceiptResult {
  if (appReceipt.length > maxAppReceiptBytes) return reject('it is larger than 1.5 MiB')
  const wrongKind = describeWrongKind(appReceipt)
  if (wrongKind !== null) return reject(wrongKind)
  const base64 = appReceipt.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/')
  if (!/^[\d+/A-Za-z]+={0,2}$/.test(base64)) return reject('it is not base64')
  try {
    const transactionId = readFirstTransactionId(Buffer.from(base64, 'base64'))
    if (transactionId === null) return reject('it contains no in-app purchase')
    return transactionIdPattern.test(transactionId)
      ? { ok: true, transactionId }
      : reject('its transaction id is malformed')
  } catch (error) {
    if (error instanceof RangeError) return reject(describeContent(base64))
    throw error
  }
}

/** Client libraries return several kinds of receipts under one name. Null when the text may be an app receipt. */
function describeWrongKind(text: string): string | null {
  const trimmed = text.trim()
  if (isJwsLike(trimmed)) return 'it is a signed transaction (JWS): submit it as signedTransaction'
  if (transactionIdPattern.test(trimmed)) return 'it is a transaction id: submit it as transactionId'
  if (trimmed.startsWith('{')) return 'it is JSON: submit the app receipt that it contains'
  return trimmed.startsWith('-----BEGIN')
    ? 'it is PEM: submit the base64 text without its first and last line'
    : null
}

function isJwsLike(text: string): boolean {
  return /^ey[\w-]*\.[\w-]+\.[\w-]*$/.test(text)
}

/** Says what base64 contains that is not an app receipt. */
function describeContent(base64: string): string {
  const text = Buffer.from(base64, 'base64').toString('latin1').trim()
  if (isJwsLike(text))
    return 'it is a signed transaction in base64: submit it as signedTransaction, without base64'
  if (/^MI[\d+/A-Za-z\s]+={0,2}$/.test(text)) return 'it is an app receipt that was encoded in base64 twice'
  return 'it is not an app receipt'
}

/** Says what the text is instead of a signed transaction; null when it may be one. */
export function describeUnsignedReceipt(text: string): string | null {
  const trimmed = text.trim()
  if (/^MI[\w+/-]/.test(trimmed)) return 'it is an app receipt: submit it as appReceipt'
  if (transactionIdPattern.test(trimmed)) return 'it is a transaction id: submit it as transactionId'
  return trimmed.startsWith('{') ? 'it is JSON: submit the signed transaction (JWS) that it contains' : null
}

function readFirstTransactionId(der: Buffer): string | null {
  const contentInfo = nthElement(der, 0)
  const signedData = nthElement(nthElement(contentInfo.value, 1).value, 0)
  const encapsulated = nthElement(signedData.value, 2)
  const content = nthElement(nthElement(encapsulated.value, 1).value, 0)
  for (const attribute of children(nthElement(readOctets(content), 0).value)) {
    if (attributeType(attribute) !== inAppRecord) continue
    const id = readInAppId(nthElement(attribute.value, 2).value)
    if (id !== null) return id
  }
  return null
}

function readInAppId(record: Buffer): string | null {
  const found = new Map<number, string>()
  for (const attribute of children(nthElement(record, 0).value)) {
    const type = attributeType(attribute)
    if (idAttributes.includes(type))
      found.set(type, nthElement(nthElement(attribute.value, 2).value, 0).value.toString('latin1'))
  }
  const type = idAttributes.find((candidate) => found.has(candidate))
  return type === undefined ? null : (found.get(type) ?? null)
}

/** The App Store wraps the content in one octet string, Xcode in two, the outer one split into pieces. */
function readOctets(content: Element): Buffer {
  const pieces = content.tag === tags.constructedOctetString ? [...children(content.value)] : [content]
  const joined = Buffer.concat(
    pieces.filter((piece) => piece.tag === tags.octetString).map((piece) => piece.value),
  )
  return joined[0] === tags.octetString ? nthElement(joined, 0).value : joined
}

function attributeType(attribute: Element): number {
  const type = readElement(attribute.value, 0)
  if (type.tag !== tags.integer || type.value.length === 0 || type.value.length > 4) throw berError()
  return type.value.readUIntBE(0, type.value.length)
}

function nthElement(parent: Buffer, index: number): Element {
  let position = 0
  for (const element of children(parent)) {
    if (position === index) return element
    position += 1
  }
  throw berError()
}

/** An element of indefinite length reaches to the end of its parent, so the iteration also ends at an end-of-contents mark. */
function* children(parent: Buffer): Generator<Element> {
  let offset = 0
  while (offset + 2 <= parent.length) {
    if (parent[offset] === 0) return
    const element = readElement(parent, offset)
    yield element
    offset = element.end
  }
}

function readElement(parent: Buffer, offset: number): Element & { readonly end: number } {
  if (offset + 2 > parent.length) throw berError()
  const { start, end } = readBounds(parent, offset + 1)
  return { tag: parent.readUInt8(offset), value: parent.subarray(start, end), end }
}

function readBounds(parent: Buffer, lengthAt: number): { readonly start: number; readonly end: number } {
  const first = parent.readUInt8(lengthAt)
  if (first === 0x80) return { start: lengthAt + 1, end: parent.length }
  const longForm = first > 0x80 ? first - 0x80 : 0
  if (longForm > 4) throw berError()
  const start = lengthAt + 1 + longForm
  const end = start + (longForm === 0 ? first : parent.readUIntBE(lengthAt + 1, longForm))
  if (end > parent.length) throw berError()
  return { start, end }
}

function berError(): RangeError {
  return new RangeError('not the encoding of an app receipt')
}

function reject(reason: string): AppReceiptResult {
  return { ok: false, reason }
}
