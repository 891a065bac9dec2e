import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { sha256 } from '../platform/crypto.ts'
import { CommandError } from './output.ts'

/** A manifest of Apollo: a list of operations with their ids. */
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
})
/** A manifest of Relay or of GraphQL Code Generator: documents by their ids. */
const documentsById = z.record(z.string(), z.string())

/**
 * The documents of files: each `.graphql` file is one document, and each `.json` file a manifest.
 * @throws CommandError if a file cannot be read, or names a document by another id than its SHA-256
 */
export function readOperationFiles(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const text = readFile(path)
    return path.endsWith('.json') ? readManifest(path, text) : [text]
  })
}

/** The text is not trimmed, because clients hash it as it is. */
function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error))
  }
}

function readManifest(path: string, text: string): string[] {
  const value = parseJson(text)
  const apollo = apolloManifest.safeParse(value)
  const byId = documentsById.safeParse(value)
  if (!apollo.success && !byId.success) {
    throw new CommandError(`${path} is not a manifest of persisted operations.`)
  }
  const entries = apollo.success
    ? apollo.data.operations.map(({ id, body }) => [id, body] as const)
    : Object.entries(byId.data ?? {})
  return entries.map(([id, document]) => {
    const hex = sha256(document).toString('hex')
    if (id === hex || id === `sha256:${hex}`) return document
    throw new CommandError(
      `${path} names a document by ${id}, but its SHA-256 is ${hex}. Configure the generator to use SHA-256.`,
    )
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
