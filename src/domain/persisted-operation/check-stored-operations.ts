import {
  selectOperationsOfOtherSchema,
  updateOperationValidity,
  type OperationPosition,
} from '../../db/queries/persisted-operations.ts'
import { toDocumentId } from '../../platform/document-id.ts'
import { encodeId } from '../../platform/ids.ts'
import type { Services } from '../context.ts'
import type { OperationChecker } from './operation-checker.ts'

const batchSize = 100

export type OperationCheck = { stop: () => Promise<void> }

/** Checks the persisted operations in the background, because requests need not wait for it. A failure is logged. */
export function startOperationCheck(services: CheckServices, checker: OperationChecker): OperationCheck {
  const abort = new AbortController()
  const check = checkStoredOperations(services, checker, abort.signal).catch((error: unknown) => {
    services.log.warn({ error }, 'could not check the persisted operations')
  })
  return {
    stop: async () => {
      abort.abort()
      await check
    },
  }
}

type CheckServices = Pick<Services, 'db' | 'log'>

/**
 * Checks all persisted operations that were validated against another schema, and logs those that this one does not accept. A document
 * that another process has checked in the meantime is not logged again.
 */
async function checkStoredOperations(
  { db, log }: CheckServices,
  { schemaHash, check }: OperationChecker,
  signal: AbortSignal,
): Promise<void> {
  let after: OperationPosition | null = null
  for (;;) {
    const rows = await selectOperationsOfOtherSchema(db, schemaHash, { after, limit: batchSize })
    for (const { appId, id, hash, document, operationNames } of rows) {
      if (signal.aborted) return
      const { invalidReason } = check(document)
      const isFirst = await updateOperationValidity(db, { appId, id, schemaHash, invalidReason })
      if (invalidReason === null || !isFirst) continue
      const fields = { appKey: encodeId('ak', appId), documentId: toDocumentId(hash), operationNames }
      log.warn({ ...fields, invalidReason }, 'the schema no longer accepts a persisted operation')
    }
    after = rows.at(-1) ?? null
    if (after === null || rows.length < batchSize) return
  }
}
