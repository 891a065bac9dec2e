import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Services } from '../../domain/context.ts'
import { readReasonHeader } from '../../graphql/audit-reason.ts'
import { RequestError } from '../../platform/request-error.ts'
import { sendError } from './browser-guard.ts'

/** From where a call comes, and why, for the audit log. */
export function readOrigin(
  { readClientAddress }: Pick<Services, 'readClientAddress'>,
  { raw }: FastifyRequest,
): { readonly address: string; readonly reason: string | null } {
  return { address: readClientAddress(raw), reason: readReasonHeader(raw) }
}

/** Refuses calls whose reason cannot be recorded, before they do anything. */
export function addReasonCheck(scope: FastifyInstance): void {
  scope.addHook('onRequest', async ({ raw }, reply) => {
    try {
      readReasonHeader(raw)
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      await sendError(reply, 400, 'INVALID_INPUT', error.message)
    }
  })
}
