import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kind, parse } from 'graphql'
import { expect, test, vi } from 'vitest'
import { decodeId, encodeUuid, newUuid } from './ids.ts'
import { idPrefixByField } from './log-fields.ts'
import { createLog, type Log } from './log.ts'

/** Runs code with a log and returns the lines that it wrote. */
function captureLines(run: (log: Log) => void): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'coinslot-log-'))
  const path = join(folder, 'log')
  const file = openSync(path, 'w')
  try {
    run(createLog('info', file))
    return readFileSync(path, 'utf8').trimEnd().split('\n')
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true })
  }
}

/** Writes one log line and returns it. */
function logLine(fields: Record<string, unknown>): string {
  const [line = ''] = captureLines((log) => log.info(fields, 'a message'))
  return line
}

/** The names of all fields of GraphQL inputs. */
function listInputFields(): string[] {
  const folder = new URL('../../schema/', import.meta.url)
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'))
  const definitions = files.flatMap((file) => parse(readFileSync(new URL(file, folder), 'utf8')).definitions)
  return definitions.flatMap((definition) =>
    definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
      ? (definition.fields ?? []).map(({ name }) => name.value)
      : [],
  )
}

/** The fields of store credentials and receipts whose names do not contain "secret". */
const credentialFields = ['privateKey', 'serviceAccountJson', 'purchaseToken', 'originalJson', 'signature']

test('the log contains the value of no credential field of a GraphQL input', () => {
  const inputFields = new Set(listInputFields())
  expect(credentialFields.filter((field) => !inputFields.has(field))).toEqual([])
  const secretFields = [...inputFields].filter((field) => /secret$/i.test(field))
  expect(secretFields).toEqual(expect.arrayContaining(['apiSecret', 'clientSecret']))
  for (const field of [...credentialFields, ...secretFields]) {
    const line = logLine({ [field]: 'a-value', input: { [field]: 'a-value', store: { [field]: 'a-value' } } })
    expect(line, field).not.toContain('a-value')
    expect(line).toContain('a message')
  }
})

test('other fields and the message of an error are logged', () => {
  const line = logLine({ appId: 'app_1', error: new Error('the connection failed') })
  expect(line).toContain('app_1')
  expect(line).toContain('the connection failed')
})

/** An error of the database as the query builder wraps it: with the statement, its parameters and the values of the key. */
function createDatabaseError(): Error {
  const cause = Object.assign(
    new Error('duplicate key value violates unique constraint "payments_purchase"'),
    {
      name: 'PostgresError',
      code: '23505',
      detail: 'Key (user_id)=(a-value) already exists.',
      where: 'SQL statement "insert into payments"',
      constraint_name: 'payments_purchase',
      table_name: 'payments',
      parameters: ['a-value'],
      client: { password: 'a-password', secretKey: 123_456_789 },
    },
  )
  const query = 'insert into payments values ($1)'
  const params = ['a-value']
  return Object.assign(new Error(`Failed query: ${query}\nparams: ${params.join()}`, { cause }), {
    query,
    params,
  })
}

test('an error of the database is logged with its code, message, constraint and table, and with nothing else', () => {
  for (const error of [createDatabaseError(), new Error('outer', { cause: createDatabaseError() })]) {
    const line = logLine({ error, nested: { error } })
    expect(line).toContain('"code":"23505"')
    expect(line).toContain('"constraint":"payments_purchase"')
    expect(line).toContain('"table":"payments"')
    expect(line).toContain('log.test.ts')
    expect(line).not.toMatch(/a-value|a-password|123456789|insert into|\$1/)
  }
})

test('the message of a data exception is logged without the rejected value', () => {
  const error = Object.assign(new Error('invalid input syntax for type uuid: "a-value"'), { code: '22P02' })
  const line = logLine({ error })
  expect(line).toContain('invalid input syntax for type uuid')
  expect(line).not.toContain('a-value')
})

test('a text that repeats a failed query is cut off before the query', () => {
  const text = `job failed: ${createDatabaseError().message}`
  const lines = captureLines((log) => log.error({ reason: text }, text)).join()
  expect(lines).toContain('job failed: Failed query')
  expect(lines).not.toMatch(/a-value|insert into/)
})

test('a log line has at most 16 KiB, whatever is logged', () => {
  const long = '\u0001'.repeat(1_000_000)
  const cyclic: Record<string, unknown> = { long }
  cyclic['self'] = cyclic
  const error = new Error(long, {
    cause: new AggregateError(Array.from({ length: 50 }, () => new Error(long))),
  })
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`field${index}`, long]))
  for (const fields of [{ long }, { cyclic }, { error }, many, { list: Array(10_000).fill(many) }]) {
    const [line = ''] = captureLines((log) => log.error(fields, long))
    expect(Buffer.byteLength(line)).toBeLessThan(16 * 1024)
    expect(JSON.parse(line)).toHaveProperty('level')
  }
})

test('a text of a caller cannot begin a line of its own, or change the level of its line', () => {
  const forged = 'x\r\n{"level":60,"msg":"forged"}\n","level":60,"__proto__":{"level":60},"x":"'
  const lines = captureLines((log) => {
    log.info({ userId: forged, [forged]: forged, nested: { [forged]: forged } }, forged)
    log.info({ error: new Error(forged) }, 'failed')
  })
  expect(lines).toHaveLength(2)
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: 30 })
})

test.each(Object.entries(idPrefixByField))(
  'the UUID in %s is logged as the public id with the prefix %s',
  (field, prefix) => {
    const uuid = newUuid()
    const line = JSON.parse(logLine({ [field]: uuid, nested: { [field]: uuid } })) as Record<string, string>
    expect(decodeId(prefix, line[field] ?? '')).toBe(uuid)
    expect(JSON.stringify(line)).not.toContain(uuid)
  },
)

test('a UUID in the text of any field, and in nested ones, is not logged as it is in the database', () => {
  const uuid = newUuid()
  const fields = { topic: `purchase:${uuid}`, lastError: `no sale ${uuid}`, nested: { each: [`${uuid}!`] } }
  const line = logLine(fields)
  expect(line).not.toContain(uuid)
  expect(line).toContain(`purchase:${encodeUuid(uuid)}`)
})

test('a user id of the developer is logged unchanged', () => {
  expect(logLine({ userId: 'player-1' })).toContain('"userId":"player-1"')
})

test('every field of a log line in the source that ends with "Id" is logged as a public id', () => {
  const folder = new URL('..', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const sources = files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const calls = sources.flatMap((source) => [
    ...source.matchAll(/\blog\s*(?:\.(?:warn|error|info|debug)|\[[^\]]*\])\(\s*\{([^}]*)\}/g),
  ])
  // Shorthand members and names of members, without the values and the arguments of calls.
  const fields = calls.flatMap(([, text = '']) =>
    text
      .replaceAll(/\([^)]*\)/g, '')
      .split(',')
      .map((member) => /^\s*(\w+)/.exec(member)?.[1] ?? ''),
  )
  expect(fields).toContain('appId')
  const unknownIds = fields.filter(
    (name) => /(?:^id|Ids?)$/.test(name) && name !== 'requestId' && !(name in idPrefixByField),
  )
  expect(unknownIds).toEqual([])
})

test('a storm of errors of one kind is logged once, and then its number', () => {
  vi.useFakeTimers()
  try {
    const lines = captureLines((log) => {
      for (let attempt = 0; attempt < 1_000; attempt += 1) {
        log.error({ error: createDatabaseError(), attempt }, 'request failed')
        log.error({ error: new Error('another kind') }, 'request failed')
      }
      vi.advanceTimersByTime(10_000)
      log.error({ error: createDatabaseError() }, 'request failed')
    })
    const parsed = lines.map((line) => JSON.parse(line) as { repeated?: number; error: { code?: string } })
    expect(parsed.map(({ repeated, error: { code } }) => [code, repeated])).toEqual([
      ['23505', undefined],
      [undefined, undefined],
      ['23505', 999],
      [undefined, 999],
      ['23505', undefined],
    ])
  } finally {
    vi.useRealTimers()
  }
})

test('a flood of different kinds of errors is logged in a bounded number of lines', () => {
  vi.useFakeTimers()
  try {
    const lines = captureLines((log) => {
      for (let kind = 0; kind < 5_000; kind += 1) log.error({ error: new Error('failed') }, `message ${kind}`)
      vi.advanceTimersByTime(10_000)
    })
    expect(lines.length).toBeLessThan(300)
    expect(lines.some((line) => line.includes('"repeated":'))).toBe(true)
  } finally {
    vi.useRealTimers()
  }
})

test('warnings that name different records are all logged', () => {
  const lines = captureLines((log) => {
    for (let count = 0; count < 50; count += 1) log.warn({ paymentId: newUuid() }, 'deadline')
  })
  expect(lines).toHaveLength(50)
})
