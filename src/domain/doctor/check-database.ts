import { selectDatabaseFacts, type DatabaseFacts } from '../../db/queries/select-health-facts.ts'
import { selectSchemaState } from '../../db/queries/select-schema-state.ts'
import type { Services } from '../context.ts'
import { fail, ok, warn, type Finding } from './finding.ts'

const minVersionNumber = 150_000
/** Above this, each call that needs several statements becomes slow. */
const slowLatencyMs = 5
const latencySamples = 5

export async function checkDatabase(
  { db }: Pick<Services, 'db'>,
  { production }: { readonly production: boolean },
): Promise<readonly Finding[]> {
  const facts = await selectDatabaseFacts(db)
  return [
    ...describeServer(facts),
    describeDurability(facts, production),
    describeConnections(facts),
    await checkLatency(db),
  ]
}

function describeServer({ version, versionNumber, settings }: DatabaseFacts): readonly Finding[] {
  return [
    versionNumber < minVersionNumber
      ? fail('database', `PostgreSQL ${version} is too old.`, 'Upgrade to PostgreSQL 15 or newer.')
      : ok('database', `PostgreSQL ${version}.`),
    settings['transaction_read_only'] === 'on'
      ? fail('database', 'The database is read-only.', 'Point DATABASE_URL to the primary.')
      : ok('database', 'It accepts writes.'),
  ]
}

/** Without them a server in development is faster, and may lose what it had answered. */
function describeDurability({ settings }: DatabaseFacts, production: boolean): Finding {
  const off = ['fsync', 'full_page_writes', 'synchronous_commit'].filter((name) => settings[name] === 'off')
  if (off.length === 0) return ok('durability', 'A committed change survives a crash.')
  const report = production ? fail : warn
  const message = `${off.join(' and ')} is off: a crash can lose payments that were answered.`
  return report('durability', message, `Set ${off.map((name) => `${name} = on`).join(', ')}.`)
}

function describeConnections({ usedConnections, maxConnections }: DatabaseFacts): Finding {
  const message = `${usedConnections} of ${maxConnections} connections are in use.`
  return usedConnections > maxConnections * 0.8
    ? warn(
        'connections',
        message,
        'Raise max_connections, or lower DATABASE_POOL_SIZE or the number of processes.',
      )
    : ok('connections', message)
}

async function checkLatency(db: Services['db']): Promise<Finding> {
  const samples: number[] = []
  for (let sample = 0; sample < latencySamples; sample += 1) {
    const start = performance.now()
    await selectSchemaState(db)
    samples.push(performance.now() - start)
  }
  const fastest = Math.min(...samples)
  const message = `Two statements take ${fastest.toFixed(1)} ms.`
  return fastest > 2 * slowLatencyMs
    ? warn('latency', message, 'Run the server in the same data centre as the database.')
    : ok('latency', message)
}

export async function checkSchema(
  { db }: Pick<Services, 'db'>,
  { allowNewerSchema }: { readonly allowNewerSchema: boolean },
): Promise<readonly Finding[]> {
  switch (await selectSchemaState(db)) {
    case 'current':
      return [ok('schema', 'The schema is that of this version.')]
    case 'outdated':
      return [fail('schema', 'Migrations of this version have not run.', 'Run "coinslot migrate".')]
    case 'newer':
      return allowNewerSchema
        ? [
            warn(
              'schema',
              'A newer version has migrated the database.',
              'Finish the upgrade or the rollback soon.',
            ),
          ]
        : [
            fail(
              'schema',
              'A newer version has migrated the database.',
              'Start that version; see docs/upgrading.md.',
            ),
          ]
    case 'foreign':
      return [
        fail(
          'schema',
          'The database has other migrations.',
          'Point DATABASE_URL to the database of this server.',
        ),
      ]
  }
}
