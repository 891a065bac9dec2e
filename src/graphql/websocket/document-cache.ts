import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { checkQueryLimits, queryLimits } from '../query-limits.ts'

export type ParsedDocument =
  { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] }

export type DocumentCache = {
  /** Parses and validates a document, or returns the result of an earlier call with the same text. */
  readonly get: (query: string) => ParsedDocument
}

const maxDocuments = 1_000
/** Comments and strings can make a document as long as a message, so the total length of the texts is limited too. */
const maxTotalCharacters = 1_000_000
/** A longer document is parsed on every call. */
const maxDocumentCharacters = 50_000

/** Parses and validates here, because graphql-ws closes the whole socket when one operation has a syntax error. */
export function createDocumentCache(schema: GraphQLSchema, introspection: boolean): DocumentCache {
  const documents = new LRUCache<string, DocumentNode>({
    max: maxDocuments,
    maxSize: maxTotalCharacters,
    maxEntrySize: maxDocumentCharacters,
    sizeCalculation: (_document, query) => query.length + 1,
  })
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  return {
    get: (query) => {
      const cached = documents.get(query)
      if (cached !== undefined) return { document: cached }
      try {
        const document = parse(query, { maxLexicalTokens: queryLimits.tokens })
        const limitError = checkQueryLimits(schema, document)
        if (limitError !== null) return { errors: [limitError] }
        const errors = validate(schema, document, rules, { hideSuggestions: !introspection })
        if (errors.length > 0) return { errors }
        documents.set(query, document)
        return { document }
      } catch (error) {
        return {
          errors: [error instanceof GraphQLError ? error : new GraphQLError('The operation is malformed.')],
        }
      }
    },
  }
}
