import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { AppContext, GooglePlayContext } from './google-play-context.ts'
import { GooglePlayError } from './google-play-error.ts'
import { parseLastSegment, parseVerb } from './path-segment.ts'

export const appPath = '/androidpublisher/v3/applications/:packageName'

const packageParams = z.object({ packageName: z.string() })

export function toAppContext(ctx: GooglePlayContext, params: unknown): AppContext {
  return { ...ctx, ...packageParams.parse(params) }
}

/** The id at the end of a path without a verb. */
export function parseId(url: string | undefined): string {
  const { id, verb } = parseLastSegment(url ?? '')
  if (verb !== undefined) throw new GooglePlayError('notFound')
  return id
}

/** Several operations share a path and differ only in the verb at its end. */
export function operationFromVerb(resource: string, verbs: readonly string[]) {
  return (url: string): string | undefined => {
    const verb = parseVerb(url)
    return verb !== undefined && verbs.includes(verb) ? `${resource}.${verb}` : undefined
  }
}

export function noContent(reply: FastifyReply): FastifyReply {
  return reply.code(204).send()
}
