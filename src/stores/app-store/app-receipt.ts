import { transactionIdPattern } from './api-types.ts'

export type AppReceiptResult =
  { readonly ok: true; readonly transactionId: string } | { readonly ok: false; readonly reason: string }

export const maxAppReceiptBytes = 256 * 1024

type Element = { readonly tag: number; readonly value: Buffer }

const tags = { integer: 0x02, octetString: 0x04, constructedOctetString: 0x24 } as const
const inAppRecord = 17
/** In order of preference: the transaction's own id, the id of the first transaction of its kind. */
const idAttributes = [1703, 1705]

/**
 * Finds the id of a transaction in an app receipt (PKCS#7, base64). Nothing in the receipt is checked: the id
 * is only good for asking the App Store about it. Apple's `ReceiptUtility` gives the same answers, but takes
 * time that grows with the square of the receipt's size (40 kB of small elements: over two seconds), which
 * no server can let its callers choose.
 */
export function extractTransactionId(appReceipt: string): AppReceiptResult {
  if (appReceipt.length > maxAppReceiptBytes) return reject('it is larger than 256 KiB')
  const base64 = appReceipt.replace(/\s+/g, '')
  if (!/^[\d+/A-Za-z]+={0,2}$/.test(base64)) return reject('it is not base64')
  try {
    const transactionId = readFirstTransactionId(Buffer.from(base64, 'base64'))
    if (transactionId === null) return reject('it holds no in-app purchase')
    return transactionIdPattern.test(transactionId)
      ? { ok: true, transactionId: transactionId }
      : reject('its transaction id is no id')
  } catch (error) {
    if (error instanceof RangeError) return reject('it is not an app receipt')
    throw error
  }
}

function readFirstTransactionId(der: Buffer): string | null {
  const contentInfo = nth(der, 0)
  const signedData = nth(nth(contentInfo.value, 1).value, 0)
  const encapsulated = nth(signedData.value, 2)
  const content = nth(nth(encapsulated.value, 1).value, 0)
  for (const attribute of children(nth(octets(content), 0).value)) {
    if (attributeType(attribute) !== inAppRecord) continue
    const id = readInAppId(nth(attribute.value, 2).value)
    if (id !== null) return id
  }
  return null
}

function readInAppId(record: Buffer): string | null {
  const found = new Map<number, string>()
  for (const attribute of children(nth(record, 0).value)) {
    const type = attributeType(attribute)
    if (idAttributes.includes(type))
      found.set(type, nth(nth(attribute.value, 2).value, 0).value.toString('latin1'))
  }
  const type = idAttributes.find((candidate) => found.has(candidate))
  return type === undefined ? null : (found.get(type) ?? null)
}

/** The App Store wraps the content once; Xcode wraps it twice, in pieces. */
function octets(content: Element): Buffer {
  const pieces = content.tag === tags.constructedOctetString ? [...children(content.value)] : [content]
  const joined = Buffer.concat(
    pieces.filter((piece) => piece.tag === tags.octetString).map((piece) => piece.value),
  )
  return joined[0] === tags.octetString ? nth(joined, 0).value : joined
}

function attributeType(attribute: Element): number {
  const type = nth(attribute.value, 0)
  if (type.tag !== tags.integer || type.value.length === 0 || type.value.length > 4) throw berError()
  return type.value.readUIntBE(0, type.value.length)
}

function nth(parent: Buffer, index: number): Element {
  let position = 0
  for (const element of children(parent)) {
    if (position === index) return element
    position += 1
  }
  throw berError()
}

/** Ends at an end-of-contents mark, too: what has no length of its own reaches to the end of its parent. */
function* children(parent: Buffer): Generator<Element> {
  let offset = 0
  while (offset + 2 <= parent.length) {
    const tag = parent.readUInt8(offset)
    if (tag === 0) return
    const { start, end } = bounds(parent, offset + 1)
    yield { tag, value: parent.subarray(start, end) }
    offset = end
  }
}

function bounds(parent: Buffer, lengthAt: number): { readonly start: number; readonly end: number } {
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
