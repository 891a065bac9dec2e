import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'

/** The part of the server that the control API is registered in: routes are typed by their zod schemas. */
export type ControlScope = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

export const errorSchema = z
  .strictObject({
    error: z.strictObject({ code: z.string(), message: z.string(), field: z.string().exactOptional() }),
  })
  .meta({ id: 'Error' })

type JsonResponse<Schema extends z.ZodType> = {
  description: string
  content: { 'application/json': { schema: Schema } }
}

/** A response with a JSON body, as a route's schema describes it. */
export function jsonResponse<Schema extends z.ZodType>(
  description: string,
  schema: Schema,
): JsonResponse<Schema> {
  return { description, content: { 'application/json': { schema } } }
}

export function emptyResponse(description: string): z.ZodUndefined {
  return z.undefined().meta({ description })
}

const errorDescriptions = {
  400: 'The input is invalid; `field` names the invalid part.',
  404: 'The purchase or notification does not exist.',
  409: 'The current state does not allow the operation.',
  507: 'A limit of the emulator has been reached.',
}

/** Responses of every route that checks its input. */
export const invalidInputResponse = { 400: errorResponse(400) }
export const notFoundResponse = { 404: errorResponse(404) }
export const conflictResponse = { 409: errorResponse(409) }
export const limitReachedResponse = { 507: errorResponse(507) }

function errorResponse(status: keyof typeof errorDescriptions): JsonResponse<typeof errorSchema> {
  return jsonResponse(errorDescriptions[status], errorSchema)
}
