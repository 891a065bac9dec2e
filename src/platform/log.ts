import { pino, type Logger } from 'pino'

export type Log = Logger

/** Never logged, wherever they appear in what is logged. */
const secretFields = [
  'purchaseToken',
  'authorization',
  'secret',
  'serverKey',
  'privateKey',
  'apiSecret',
  'credentials',
  'receipt',
  'password',
  'userTokenSecret',
]

export function createLog(level: string): Log {
  const paths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])
  return pino({ level, redact: { paths, censor: '[secret]' } })
}
