import { deleteOperations } from '../../domain/persisted-operation/delete-operations.ts'
import { registerOperations } from '../../domain/persisted-operation/register-operations.ts'
import { toDocumentId } from '../../platform/document-id.ts'
import type { MutationResolvers, PersistedOperationResolvers } from '../generated/types.ts'
import { encodeId } from '../../platform/ids.ts'
import { operationCheckerOf } from '../operation-checker.ts'
import { domainOf } from '../request-context.ts'

export const persistedOperationMutations = {
  registerOperations: (_, { input }, context, { schema }) => {
    const documents = input.operations.map(({ document }) => document)
    return registerOperations(domainOf(context), documents, operationCheckerOf(schema))
  },
  deleteOperations: (_, { input }, context) => deleteOperations(domainOf(context), input.documentIds),
} satisfies MutationResolvers

export const PersistedOperation = {
  id: ({ id }) => encodeId('pop', id),
  documentId: ({ hash }) => toDocumentId(hash),
} satisfies PersistedOperationResolvers
