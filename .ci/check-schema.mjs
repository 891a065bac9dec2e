#!/usr/bin/env node
// Compares the schema with that of the last release, and fails for a breaking change that is not recorded with its reason in
// api/breaking-changes.json. With --release the schema becomes that of the last release, and the record is emptied.
import { CriticalityLevel, diff } from '@graphql-inspector/core'
import { buildSchema } from 'graphql'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    schema: { type: 'string', default: 'api/schema.graphql' },
    released: { type: 'string', default: 'api/last-release.graphql' },
    record: { type: 'string', default: 'api/breaking-changes.json' },
    release: { type: 'boolean', default: false },
  },
})

const read = (file) => readFileSync(file, 'utf8')

if (values.release) {
  copyFileSync(values.schema, values.released)
  writeFileSync(values.record, '{}\n')
}

/** The reasons of breaking changes by the change, as it is printed here. */
const recorded = JSON.parse(read(values.record))
const changes = await diff(buildSchema(read(values.released)), buildSchema(read(values.schema)))
const breaking = changes
  .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
  .map(({ message }) => message)
const unrecorded = breaking.filter((message) => !recorded[message])
const outdated = Object.keys(recorded).filter((message) => !breaking.includes(message))

console.log(`${changes.length} changes since the last release, ${breaking.length} of them breaking.`)
for (const message of unrecorded) console.error(`Breaking: ${message}`)
for (const message of outdated) console.error(`Recorded, but not a change: ${message}`)
if (unrecorded.length > 0) {
  console.error(
    `Record each breaking change with its reason in ${values.record}: { "<change>": "<reason>" }.`,
  )
}
process.exitCode = unrecorded.length + outdated.length > 0 ? 1 : 0
