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

export type DocumentCache = (
  query: string,
) => { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] }

/** Documents are kept by their texts, of which comments and strings may be as long as a message; a longer one is read each time. */
const cacheOptions = {
  max: 1_000,
  maxSize: 1_000_000,
  maxEntrySize: 50_000,
  sizeCalculation: (_document: DocumentNode, query: string) => query.length + 1,
}

/** Parses and checks here, because graphql-ws closes the whole socket over one operation's syntax error. */
export function createDocumentCache(schema: GraphQLSchema, introspection: boolean): DocumentCache {
  const documents = new LRUCache<string, DocumentNode>(cacheOptions)
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  return (query) => {
    const cached = documents.get(query)
    if (cached !== undefined) return { document: cached }
    try {
      const document = parse(query, { maxLexicalTokens: queryLimits.tokens })
      const tooExpensive = checkQueryLimits(schema, document)
      if (tooExpensive !== null) return { errors: [tooExpensive] }
      const errors = validate(schema, document, rules, { hideSuggestions: !introspection })
      if (errors.length > 0) return { errors }
      documents.set(query, document)
      return { document }
    } catch (error) {
      return {
        errors: [error instanceof GraphQLError ? error : new GraphQLError('The operation is malformed.')],
      }
    }
  }
}
