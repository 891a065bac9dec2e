import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql'
import { createDocumentCache } from '../document-cache.ts'
import { checkDocumentLength, checkQueryLimits, queryLimits } from '../query-limits.ts'
import { unconditionalSubscriptionRule } from './unconditional-subscription-rule.ts'

export type ParsedDocument =
  { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] }

/** Parses and validates a document, or returns the result of an earlier call with the same text. */
export type DocumentParser = (query: string) => ParsedDocument

/** Parses and validates here, because graphql-ws closes the whole socket when one operation has a syntax error. */
export function createDocumentParser(schema: GraphQLSchema, introspection: boolean): DocumentParser {
  const documents = createDocumentCache()
  const always = [...specifiedRules, unconditionalSubscriptionRule]
  const rules = introspection ? always : [...always, NoSchemaIntrospectionCustomRule]
  return (query) => {
    const cached = documents.get(query)
    if (cached !== undefined) return { document: cached }
    try {
      checkDocumentLength(query)
      const document = parse(query, { maxLexicalTokens: queryLimits.tokens })
      const limitError = checkQueryLimits(schema, document)
      if (limitError !== null) return { errors: [limitError] }
      const errors = validate(schema, document, rules, { hideSuggestions: !introspection })
      if (errors.length > 0) return { errors }
      documents.add(query, document)
      return { document }
    } catch (error) {
      return {
        errors: [error instanceof GraphQLError ? error : new GraphQLError('The operation is malformed.')],
      }
    }
  }
}
