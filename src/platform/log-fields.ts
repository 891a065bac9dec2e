import { describeError, removeStatement } from './describe-error.ts'
import { encodeId, encodeUuids, isUuid, type IdPrefix } from './ids.ts'

/** Fields whose values are replaced in the log, at any depth. */
const secretFields = new Set([
  'purchaseToken',
  'authorization',
  'secret',
  'serverKey',
  'privateKey',
  'apiSecret',
  'clientSecret',
  'serviceAccountJson',
  'signature',
  'originalJson',
  'credentials',
  'receipt',
  'password',
  'userTokenSecret',
])

/** Fields that contain the UUID of a record: the log has the public id, which the API accepts. */
export const idPrefixByField: Readonly<Record<string, IdPrefix>> = {
  appId: 'app',
  consumeId: 'con',
  consumerId: 'csm',
  endpointId: 'whk',
  eventId: 'evt',
  itemId: 'itm',
  notificationId: 'ntf',
  paymentId: 'pay',
  subscriptionId: 'sub',
  entitlementId: 'ent',
  purchaseId: 'pur',
  refundId: 'ref',
  reviewId: 'rvw',
  serverKeyId: 'key',
  userTokenKeyId: 'utk',
  userId: 'usr',
}

const maxDepth = 4
const maxMembers = 40
const maxTextLength = 1_000
const maxFieldsBytes = 8 * 1024

/** Converts the fields of a log line: without secrets, with public ids, and at most 8 KiB of JSON. */
export function toLogFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  let remainingBytes = maxFieldsBytes
  const entries = Object.entries(fields).slice(0, maxMembers)
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const shortName = name.slice(0, maxTextLength / 10)
      const converted = toLogValue(name, value, maxDepth)
      const bytes = Buffer.byteLength(JSON.stringify([shortName, converted]))
      if (bytes > remainingBytes) return [shortName, '[too long]']
      remainingBytes -= bytes
      return [shortName, converted]
    }),
  )
}

export function clipLogText(text: string): string {
  return removeStatement(text).slice(0, maxTextLength)
}

function toLogValue(name: string, value: unknown, depth: number): unknown {
  if (secretFields.has(name)) return '[secret]'
  switch (typeof value) {
    case 'string':
      return toLogText(name, value)
    case 'bigint':
      return value.toString()
    case 'object':
      return value === null ? null : toLogObject(name, value, depth)
    case 'function':
    case 'symbol':
      return undefined
    default:
      return value
  }
}

function toLogText(name: string, text: string): string {
  const prefix = idPrefixByField[name]
  return prefix !== undefined && isUuid(text) ? encodeId(prefix, text) : encodeUuids(clipLogText(text))
}

function toLogObject(name: string, value: object, depth: number): unknown {
  if (value instanceof Error) return describeError(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value
  if (depth === 0 || ArrayBuffer.isView(value)) return '[object]'
  if (Array.isArray(value)) {
    return value.slice(0, maxMembers).map((each: unknown) => toLogValue(name, each, depth - 1))
  }
  const members = Object.entries(value).slice(0, maxMembers)
  return Object.fromEntries(members.map(([key, each]) => [key, toLogValue(key, each, depth - 1)]))
}
