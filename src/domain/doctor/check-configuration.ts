import { statfs } from 'node:fs/promises'
import type { Services } from '../context.ts'
import { assertKnownSecrets } from '../secrets/assert-known-secrets.ts'
import { fail, ok, warn, type Finding } from './finding.ts'

/** The settings that the doctor looks at. */
export type DoctorConfig = {
  readonly mode: { readonly name: string; readonly reason: string }
  readonly production: boolean
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  readonly dataDir: string
  readonly trustedProxies: readonly unknown[]
  readonly allowUnknownSecrets: boolean
  readonly allowNewerSchema: boolean
  readonly introspection: boolean
  readonly jobConcurrency: number
  readonly clockSkewLimitMs: number
  readonly limits: { readonly webhooks: { readonly allowHttp: boolean } }
}

/** Asks a Redis server for its version and eviction policy; throws if it does not answer. */
export type RedisPolicyReader = (
  url: string,
) => Promise<{ readonly version: string; readonly evictionPolicy: string | null }>

export function checkSettings(config: DoctorConfig): readonly Finding[] {
  const { mode, production } = config
  const risks: readonly (readonly [isSet: boolean, message: string, advice: string])[] = [
    [
      config.allowUnknownSecrets,
      'ALLOW_UNKNOWN_SECRETS is on.',
      'Remove it as soon as the secrets are connected anew.',
    ],
    [config.allowNewerSchema, 'ALLOW_NEWER_SCHEMA is on.', 'Remove it after the upgrade or the rollback.'],
    [
      production && config.introspection,
      'GRAPHQL_INTROSPECTION is on in production.',
      'Remove it: it shows the schema to everybody.',
    ],
    [
      production && config.limits.webhooks.allowHttp,
      'WEBHOOK_ALLOW_HTTP is on in production.',
      'Remove it: webhooks would be sent in clear.',
    ],
    [
      production && config.trustedProxies.length === 0,
      'TRUSTED_PROXIES is empty.',
      'Set it if a proxy is in front; else all callers share its address.',
    ],
    [
      production && config.redisUrl === null,
      'REDIS_URL is not set.',
      'Set it before you start a second process.',
    ],
  ]
  const findings = risks
    .filter(([isSet]) => isSet)
    .map(([, message, advice]) => warn('configuration', message, advice))
  return [ok('configuration', `Mode ${mode.name}, because ${mode.reason}.`), ...findings]
}

export async function checkSecrets(services: Pick<Services, 'db' | 'keyring'>): Promise<readonly Finding[]> {
  try {
    await assertKnownSecrets(services)
    return [ok('secret', 'COINSLOT_SECRET fits the database.')]
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [fail('secret', message, 'Use the secret of this database: COINSLOT_SECRET=new,old.')]
  }
}

export async function checkRedis(
  { redisUrl }: Pick<DoctorConfig, 'redisUrl'>,
  readRedisPolicy: RedisPolicyReader,
): Promise<readonly Finding[]> {
  if (redisUrl === null) return [ok('redis', 'Not used: this process coordinates by itself.')]
  try {
    const { version, evictionPolicy } = await readRedisPolicy(redisUrl)
    const policy = evictionPolicy ?? 'unknown'
    const isSafe =
      evictionPolicy === null || evictionPolicy === 'noeviction' || evictionPolicy.startsWith('volatile')
    return [
      isSafe
        ? ok('redis', `Redis ${version}, eviction policy ${policy}.`)
        : warn(
            'redis',
            `The eviction policy is ${policy}.`,
            'Set maxmemory-policy noeviction: rate limits would be forgotten.',
          ),
    ]
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [
      fail(
        'redis',
        `Redis cannot be used: ${reason}`,
        'Check REDIS_URL. Until then calls are slower, and rate limits are not counted.',
      ),
    ]
  }
}

export async function checkClock(
  { databaseClock }: Pick<Services, 'databaseClock'>,
  { clockSkewLimitMs }: Pick<DoctorConfig, 'clockSkewLimitMs'>,
): Promise<readonly Finding[]> {
  await databaseClock.measure()
  const skewMs = databaseClock.skewMs()
  if (skewMs === null)
    return [warn('clock', 'It could not be compared with the database.', 'Run the doctor again.')]
  const message = `It differs by ${Math.abs(skewMs)} ms from that of the database.`
  return [
    Math.abs(skewMs) > clockSkewLimitMs
      ? fail('clock', message, 'Set the clocks of both machines by NTP.')
      : ok('clock', message),
  ]
}

const gibibyte = 1024 ** 3

/** Only the development server stores anything in its data directory. */
export async function checkDisk({ dataDir, databaseUrl }: DoctorConfig): Promise<readonly Finding[]> {
  if (databaseUrl !== null) return []
  const { bavail, blocks, bsize } = await statfs(dataDir)
  const free = (bavail * bsize) / gibibyte
  const message = `${free.toFixed(1)} GiB are free in ${dataDir}.`
  return [
    free < 1 || bavail / blocks < 0.05
      ? warn('disk', message, 'Free some space, or set COINSLOT_DATA_DIR to another disk.')
      : ok('disk', message),
  ]
}
