import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { Db } from '../src/db/client.ts'

const run = promisify(execFile)

/** The number of a transaction in an expression of a script: `offset + client * perClient + n`. */
export const numberSql = ':i::bigint::text'

export type ScriptOptions = {
  readonly databaseUrl: string
  /** The path of the script. */
  readonly file: string
  /** Executes the statement by the server's own code. It must change nothing. */
  readonly execute: (db: Db) => Promise<unknown>
  /** In the text of the statement, and in that of no other one that is executed. */
  readonly part: string
  /** What replaces a parameter that contains the text: bytes as hexadecimal digits. */
  readonly expressions: ReadonlyMap<string, string>
}

/** A statement as the server sends it, with pgbench's expressions in place of those parameters that differ from call to call. */
export async function writePgbenchScript(options: ScriptOptions): Promise<void> {
  const { text, parameters } = await captureStatement(options)
  const statement = text.replaceAll(/\$(\d+)/g, (_, position: string) =>
    toLiteral(parameters[Number(position) - 1], options.expressions),
  )
  await writeFile(
    options.file,
    `\\set n :n + 1\n\\set i :offset + :client_id * :per_client + :n\n${statement.replaceAll(/\s+/g, ' ')};\n`,
  )
}

type Parameter = string | number | boolean | Uint8Array | null | undefined

function toLiteral(value: Parameter, expressions: ScriptOptions['expressions']): string {
  if (value === null || value === undefined) return 'null'
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value)
  const expression = [...expressions].find(([part]) => text.includes(part))?.[1]
  if (expression !== undefined) return expression
  if (value instanceof Uint8Array) return String.raw`'\x${text}'`
  // pgbench takes a colon before a letter for a variable, as in {"isPaid":true}.
  return `'${text.replaceAll("'", "''").replaceAll(/:(?=[A-Za-z_])/g, ': ')}'`
}

async function captureStatement({
  databaseUrl,
  execute,
  part,
}: ScriptOptions): Promise<{ text: string; parameters: Parameter[] }> {
  const captured: { text: string; parameters: Parameter[] }[] = []
  const sql = postgres(databaseUrl, {
    max: 1,
    debug: (_connection, text, parameters: Parameter[]) => {
      if (text.includes(part)) captured.push({ text, parameters })
    },
  })
  try {
    await execute({ sql, orm: drizzle(sql) })
  } finally {
    await sql.end()
  }
  const [statement] = captured
  if (statement === undefined) throw new Error(`no statement with ${part} was captured`)
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
