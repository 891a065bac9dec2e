import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kind, parse } from 'graphql'
import { expect, test } from 'vitest'
import { createLog } from './log.ts'

/** Writes one log line and returns it. */
function logLine(fields: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'coinslot-log-'))
  const path = join(folder, 'log')
  const file = openSync(path, 'w')
  try {
    createLog('info', file).info(fields, 'a message')
    return readFileSync(path, 'utf8')
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true })
  }
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
