import type { Services } from '../context.ts'
import { checkAuditLog } from './check-audit-log.ts'
import { checkBacklog, checkWorkers } from './check-backlog.ts'
import {
  checkClock,
  checkDisk,
  checkRedis,
  checkSecrets,
  checkSettings,
  type DoctorConfig,
  type RedisPolicyReader,
} from './check-configuration.ts'
import { checkDatabase, checkSchema } from './check-database.ts'
import { checkKeys } from './check-keys.ts'
import { checkStores } from './check-stores.ts'
import { runCheck, type Finding } from './finding.ts'

const databaseAdvice =
  'Check DATABASE_URL, and that PostgreSQL runs and accepts connections of this machine with that user and password.'

/** Checks the configuration, the services that the server uses, and its work. Tables are read only if the schema is known. */
export async function runChecks(
  services: Services,
  config: DoctorConfig,
  readRedisPolicy: RedisPolicyReader,
): Promise<readonly Finding[]> {
  const first = await Promise.all([
    runCheck('database', () => checkDatabase(services, config), databaseAdvice),
    runCheck('schema', () => checkSchema(services, config), databaseAdvice),
    runCheck('clock', () => checkClock(services, config)),
    runCheck('redis', () => checkRedis(config, readRedisPolicy)),
    runCheck('disk', () => checkDisk(config)),
  ])
  const found = [...checkSettings(config), ...first.flat()]
  if (found.some(({ name, status }) => name === 'schema' && status === 'fail')) return found
  const rest = await Promise.all([
    runCheck('secret', () => checkSecrets(services)),
    runCheck('workers', () => checkWorkers(services)),
    runCheck('backlog', () => checkBacklog(services)),
    runCheck('keys', () => checkKeys(services)),
    runCheck('stores', () => checkStores(services)),
    runCheck('audit log', () => checkAuditLog(services)),
  ])
  return [...found, ...rest.flat()]
}
