import { pino, type Logger } from 'pino'

export type Log = Logger

/** Fields whose values are replaced in the log, up to two levels deep. */
const secretFields = [
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
]

const standardOutput = 1

export function createLog(level: string, output = standardOutput): Log {
  const paths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])
  const serializers = { error: pino.stdSerializers.err }
  return pino(
    { level, serializers, redact: { paths, censor: '[secret]' } },
    pino.destination({ fd: output, sync: true }),
  )
}
