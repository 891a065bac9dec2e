import { getDirective, printSchemaWithDirectives } from '@graphql-tools/utils'
import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql'
import type { CheckedOperation, OperationChecker } from '../domain/persisted-operation/operation-checker.ts'
import { sha256 } from '../platform/crypto.ts'
import { checkDocumentLength, checkQueryLimits, queryLimits } from './query-limits.ts'

const maxOperationsPerDocument = 50
const rules = [...specifiedRules, NoSchemaIntrospectionCustomRule]
const checkers = new WeakMap<GraphQLSchema, OperationChecker>()

/** Checks persisted operations against the schema, the limits of operations, and what clients may use. */
export function operationCheckerOf(schema: GraphQLSchema): OperationChecker {
  const known = checkers.get(schema)
  if (known !== undefined) return known
  const limits = JSON.stringify([queryLimits, maxOperationsPerDocument])
  const checker = {
    schemaHash: sha256(`${printSchemaWithDirectives(schema)}${limits}`).toString('base64url'),
    check: (text: string) => checkOperation(schema, text),
  }
  checkers.set(schema, checker)
  return checker
}

function checkOperation(schema: GraphQLSchema, text: string): CheckedOperation {
  try {
    checkDocumentLength(text)
    const document = parse(text, { maxLexicalTokens: queryLimits.tokens })
    const error =
      checkQueryLimits(schema, document) ??
      validate(schema, document, rules, { hideSuggestions: false })[0] ??
      checkCallers(schema, document)
    return error === null ? readNames(document) : invalid(error.message)
  } catch (error) {
    return invalid(error instanceof GraphQLError ? error.message : 'The document is malformed.')
  }
}

/** The first field that clients may not use as an error; null if there is none. */
function checkCallers(schema: GraphQLSchema, document: DocumentNode): GraphQLError | null {
  const typeInfo = new TypeInfo(schema)
  let forbidden: string | null = null
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: () => {
        const field = typeInfo.getFieldDef()
        const [directive] = field == null ? [] : (getDirective(schema, field, 'auth') ?? [])
        const callers = directive?.['as'] as readonly string[] | undefined
        if (field != null && callers !== undefined && !callers.includes('CLIENT')) forbidden ??= field.name
      },
    }),
  )
  return forbidden === null ? null : new GraphQLError(`Clients may not use the field "${String(forbidden)}".`)
}

function readNames({ definitions }: DocumentNode): CheckedOperation {
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  if (operations.length < 1 || operations.length > maxOperationsPerDocument) {
    return invalid(`A document must have 1–${maxOperationsPerDocument} operations.`)
  }
  const operationNames = definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION && each.name !== undefined ? [each.name.value] : [],
  )
  return { operationNames, invalidReason: null }
}

function invalid(invalidReason: string): CheckedOperation {
  return { operationNames: null, invalidReason }
}
