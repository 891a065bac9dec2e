import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const released = 'type Query { "Number of coins." coins: Int!  name: String }'

/** Runs the check of CI on a schema; returns its exit code and what it reports. */
function check(schema: string, record: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'coinslot-schema-'))
  try {
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const files = [
      ...['--schema', write('schema.graphql', schema)],
      ...['--released', write('last-release.graphql', released)],
      ...['--record', write('breaking-changes.json', JSON.stringify(record))],
    ]
    const { status, stdout, stderr } = spawnSync(process.execPath, ['.ci/check-schema.mjs', ...files], {
      cwd: root,
      encoding: 'utf8',
    })
    return { status, output: stdout + stderr }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('a schema that has only more than the released one passes', () => {
  const schema = 'type Query { coins: Int! name: String level: Int }'
  expect(check(schema)).toEqual({
    status: 0,
    output: expect.stringContaining('0 of them breaking'),
  })
})

test('a breaking change fails until it is recorded with a reason', () => {
  const schema = 'type Query { "Number of coins." coins: Int! }'
  const change = "Field 'name' was removed from object type 'Query'"
  expect(check(schema)).toEqual({ status: 1, output: expect.stringContaining(change) })
  expect(check(schema, { [change]: '' })).toMatchObject({ status: 1 })
  expect(check(schema, { [change]: 'Nobody read it.' })).toMatchObject({ status: 0 })
})

test('a record of a change that was not made fails', () => {
  const change = "Field 'name' was removed from object type 'Query'"
  expect(check(released, { [change]: 'It was planned.' })).toMatchObject({ status: 1 })
})
