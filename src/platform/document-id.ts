const pattern = /^sha256:([0-9a-f]{64})$/

/** The id of a GraphQL document by its SHA-256, as the appendix "Persisted Documents" of GraphQL over HTTP defines it. */
export function toDocumentId(hash: Uint8Array): string {
  return `sha256:${Buffer.from(hash).toString('hex')}`
}

/** The SHA-256 of a document id; null if the text is not one. */
export function parseDocumentId(text: string): Buffer | null {
  const hex = pattern.exec(text)?.[1]
  return hex === undefined ? null : Buffer.from(hex, 'hex')
}
