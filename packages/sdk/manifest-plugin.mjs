import { createHash } from 'node:crypto'
import { listOperations } from './documents.mjs'

/**
 * A plugin of graphql-codegen that lists the operations with the SHA-256 of their texts, in the format of Apollo's manifests, which
 * `coinslot operations push` reads.
 */
export const plugin = (_schema, documents) =>
  JSON.stringify(
    {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: listOperations(documents).map(({ name, type, text }) => ({
        id: createHash('sha256').update(text).digest('hex'),
        name,
        type,
        body: text,
      })),
    },
    null,
    2,
  ) + '\n'
