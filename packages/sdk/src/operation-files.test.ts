import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as client from './generated/client-operations.ts'
import * as server from './generated/server-operations.ts'

type Manifest = {
  readonly operations: readonly { readonly id: string; readonly name: string; readonly body: string }[]
}

const folder = fileURLToPath(new URL('../', import.meta.url))
const readManifest = (entry: string) =>
  JSON.parse(readFileSync(`${folder}operations/${entry}.json`, 'utf8')) as Manifest

test.for([
  ['client', client],
  ['server', server],
] as const)('the manifest of the %s lists the texts that it sends with their SHA-256', ([entry, module]) => {
  const { operations } = readManifest(entry)
  expect(operations.map(({ body }) => body).toSorted()).toEqual(Object.values<string>(module).toSorted())
  for (const { id, name, body } of operations) {
    expect(id).toBe(createHash('sha256').update(body).digest('hex'))
    expect(body).toContain(` ${name}`)
  }
})
