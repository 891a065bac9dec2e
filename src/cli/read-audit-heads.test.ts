import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readAuditHeads } from './read-audit-heads.ts'

const hash = 'ab'.repeat(32)

function readText(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'coinslot-heads-'))
  try {
    writeFileSync(join(folder, 'heads.json'), text)
    return readAuditHeads(join(folder, 'heads.json'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('the heads of a file are read by app, and a chain without entries has none', () => {
  const chains = [
    { app: 'installation', result: 'OK', head: `12:${hash}` },
    { app: 'ak_1', result: 'OK', head: null },
  ]
  expect([...readText(JSON.stringify(chains))]).toEqual([['installation', { position: 12n, hash }]])
})

test.each(['{', '{}', '[1]', '[{"app":"ak_1"}]', '[{"app":"ak_1","head":"12"}]', ''])(
  'the file %j is refused: heads that are not compared would reveal nothing',
  (text) => {
    expect(() => readText(text)).toThrow()
  },
)

test('a file that does not exist is refused', () => {
  expect(() => readAuditHeads('/nowhere/heads.json')).toThrow('ENOENT')
})
