import {
  deletePersistedOperations,
  selectPersistedOperationSizes,
} from '../../db/queries/persisted-operations.ts'
import { parseDocumentId, toDocumentId } from '../../platform/document-id.ts'
import { changeApp } from '../change-app.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'

const maxDocumentsPerCall = 100

/** Deletes persisted operations and returns the ids of those that existed. */
export async function deleteOperations(
  ctx: Context,
  documentIds: readonly string[],
): Promise<Outcome<{ documentIds: string[] }>> {
  if (documentIds.length < 1 || documentIds.length > maxDocumentsPerCall) {
    return invalidInput(`documentIds must have 1–${maxDocumentsPerCall} ids.`)
  }
  const malformed = documentIds.find((id) => parseDocumentId(id) === null)
  if (malformed !== undefined) {
    return invalidInput('Each document id must be sha256: and 64 lower-case hexadecimal digits.')
  }
  return changeApp(ctx, async (before) => {
    const sizes = await selectPersistedOperationSizes(ctx.db, before.appId)
    const deleted = sizes.filter(({ hash }) => documentIds.includes(toDocumentId(hash)))
    const deletedIds = deleted.map(({ hash }) => toDocumentId(hash))
    if (deleted.length === 0) return { documentIds: deletedIds, problem: null }
    const action = createOperatorAction(ctx, {
      action: 'deleteOperations',
      changes: { before: { documentIds: deletedIds }, after: null },
    })
    const hashes = deleted.map(({ hash }) => hash)
    const isDeleted = await deletePersistedOperations(ctx.db, before, hashes, action)
    return isDeleted ? { documentIds: deletedIds, problem: null } : null
  })
}

function invalidInput(message: string) {
  return { problem: createProblem('INVALID_INPUT', message, ['documentIds']) }
}
