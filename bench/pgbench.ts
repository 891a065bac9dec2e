import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { insertConsumes } from '../src/db/queries/insert-consumes.ts'
import { newUuid } from '../src/platform/ids.ts'
import { paymentIdSql } from './payment-series.ts'

const run = promisify(execFile)

/**
 * The consume statement as the server sends it, with pgbench's expressions in place of its parameters: each client consumes
 * its own payments of the series, `offset + client * perClient + n`.
 */
export async function writePgbenchScript(options: {
  databaseUrl: string
  appId: string
  series: string
  folder: string
}): Promise<string> {
  const { text, parameters } = await captureStatement(options.databaseUrl, options.appId)
  const n = ':i::bigint::text'
  const expressions = new Map<string, string>([
    ['payment', `array[${paymentIdSql(options.series, n)}]`],
    ['consume', `array[md5('consume-${options.series}-' || ${n})::uuid]`],
    ['event', `array[md5('event-${options.series}-' || ${n})::uuid]`],
    ['key', `array['${options.series}-' || ${n}]`],
    ['requestHash', `array[md5('${options.series}-' || ${n})]`],
  ])
  const statement = text.replaceAll(/\$(\d+)/g, (_, position: string) => {
    const value = parameters[Number(position) - 1]
    if (typeof value !== 'string') return 'null'
    const marker = [...markers].find(([text]) => value.includes(text))
    return marker === undefined ? `'${value}'` : (expressions.get(marker[1]) ?? 'null')
  })
  const file = join(options.folder, `${options.series}.sql`)
  await writeFile(
    file,
    `\\set n :n + 1\n\\set i :offset + :client_id * :per_client + :n\n${statement.replaceAll(/\s+/g, ' ')};\n`,
  )
  return file
}

const placeholders = { payment: newUuid(), consume: newUuid(), event: newUuid() }
const markers = new Map([
  [placeholders.payment, 'payment'],
  [placeholders.consume, 'consume'],
  [placeholders.event, 'event'],
  ['a bench key', 'key'],
  ['a bench request hash', 'requestHash'],
])

/** The statement and its parameters as the server's own code sends them. */
async function captureStatement(
  databaseUrl: string,
  appId: string,
): Promise<{ text: string; parameters: unknown[] }> {
  const captured: { text: string; parameters: unknown[] }[] = []
  const sql = postgres(databaseUrl, {
    max: 1,
    debug: (_connection, text, parameters: unknown[]) => {
      if (text.includes('with request as')) captured.push({ text, parameters })
    },
  })
  try {
    await insertConsumes(
      { sql, orm: drizzle(sql) },
      {
        appId,
        consumedAt: new Date(),
        consumedBy: 'SERVER',
        serverKeyId: null,
        userId: null,
        scope: 'server',
        requests: [
          {
            paymentId: placeholders.payment,
            consumeId: placeholders.consume,
            eventId: placeholders.event,
            idempotencyKey: 'a bench key',
            requestHash: 'a bench request hash',
            address: null,
          },
        ],
      },
    )
  } finally {
    await sql.end()
  }
  const [statement] = captured
  if (statement === undefined) throw new Error('the consume statement was not captured')
  return statement
}

export type PgbenchResult = {
  readonly perSecond: number
  readonly averageMs: number
  readonly transactions: number
}

/** Each client runs its transactions once, so none of them is a replay. Null where pgbench is not installed. */
export async function runPgbench(options: {
  databaseUrl: string
  script: string
  clients: number
  offset: number
  perClient: number
}): Promise<PgbenchResult | null> {
  const variables = [`offset=${options.offset}`, `per_client=${options.perClient}`, 'n=0']
  const flags = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(options.clients),
    '-j',
    '2',
    '-t',
    String(options.perClient),
  ]
  const defines = variables.flatMap((variable) => ['-D', variable])
  try {
    const { stdout } = await run('pgbench', [...flags, ...defines, '-f', options.script, options.databaseUrl])
    const read = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? Number.NaN)
    return {
      perSecond: read(/tps = ([\d.]+)/),
      averageMs: read(/latency average = ([\d.]+)/),
      transactions: read(/actually processed: (\d+)/),
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
