import {
  insertPersistedOperations,
  selectPersistedOperationSizes,
  type PersistedOperationSize,
} from '../../db/queries/persisted-operations.ts'
import { sha256 } from '../../platform/crypto.ts'
import { toDocumentId } from '../../platform/document-id.ts'
import { newUuid } from '../../platform/ids.ts'
import { changeApp } from '../change-app.ts'
import type { Context } from '../context.ts'
import { checkText } from '../input.ts'
import type { PersistedOperationRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import type { OperationChecker } from './operation-checker.ts'

type RegisteredOperations = { operations: PersistedOperationRow[] }

const maxDocumentsPerCall = 100
const maxDocumentLength = 100_000
const maxDocuments = 1_000
const maxCharacters = 2_000_000

/** Registers documents that clients may execute by their hash: all of them, or none if one is not valid. */
export async function registerOperations(
  ctx: Context,
  documents: readonly string[],
  checker: OperationChecker,
): Promise<Outcome<RegisteredOperations>> {
  if (documents.length < 1 || documents.length > maxDocumentsPerCall) {
    return invalidInput(`operations must have 1–${maxDocumentsPerCall} documents.`)
  }
  const operations: PersistedOperationRow[] = []
  for (const [index, document] of documents.entries()) {
    const checked = checkDocument(ctx, document, { index, checker })
    if (checked.problem !== null) return { problem: checked.problem }
    operations.push(checked.operation)
  }
  return changeApp(ctx, async (before): Promise<Outcome<RegisteredOperations> | null> => {
    const existing = await selectPersistedOperationSizes(ctx.db, before.appId)
    const added = selectNew(operations, existing)
    if (added.length === 0) return { operations, problem: null }
    const problem = checkTotals(existing, added)
    if (problem !== null) return { problem }
    const action = createOperatorAction(ctx, {
      action: 'registerOperations',
      changes: {
        after: {
          operations: added.map(({ hash, operationNames }) => ({
            documentId: toDocumentId(hash),
            operationNames,
          })),
        },
      },
    })
    const isInserted = await insertPersistedOperations(ctx.db, before, added, action)
    return isInserted ? { operations, problem: null } : null
  })
}

function checkDocument(
  ctx: Context,
  document: string,
  { index, checker }: { readonly index: number; readonly checker: OperationChecker },
): Outcome<{ operation: PersistedOperationRow }> {
  const field = ['operations', String(index), 'document']
  const problem = checkText(document, field, { min: 1, max: maxDocumentLength })
  if (problem !== null) return { problem }
  const { operationNames, invalidReason } = checker.check(document)
  if (invalidReason !== null) {
    return { problem: createProblem('INVALID_INPUT', `operations[${index}]: ${invalidReason}`, field) }
  }
  const operation = {
    appId: ctx.app.appId,
    id: newUuid(),
    hash: sha256(document),
    document,
    operationNames,
    createdAt: ctx.clock(),
    schemaHash: checker.schemaHash,
    invalidReason: null,
  }
  return { operation, problem: null }
}

/** The documents that the project does not have yet, each once. */
function selectNew(
  operations: readonly PersistedOperationRow[],
  existing: readonly PersistedOperationSize[],
): PersistedOperationRow[] {
  const byId = new Map(operations.map((operation) => [toDocumentId(operation.hash), operation]))
  for (const { hash } of existing) byId.delete(toDocumentId(hash))
  return [...byId.values()]
}

function checkTotals(
  existing: readonly PersistedOperationSize[],
  added: readonly PersistedOperationRow[],
): Problem | null {
  const count = existing.length + added.length
  const characters =
    existing.reduce((sum, each) => sum + each.characters, 0) +
    added.reduce((sum, { document }) => sum + document.length, 0)
  if (count <= maxDocuments && characters <= maxCharacters) return null
  const message =
    `A project has at most ${maxDocuments} persisted operations with ${maxCharacters} characters in all; with these it ` +
    `would have ${count} with ${characters} characters. Delete operations that no released app uses.`
  return createProblem('INVALID_INPUT', message, ['operations'])
}

function invalidInput(message: string) {
  return { problem: createProblem('INVALID_INPUT', message, ['operations']) }
}
