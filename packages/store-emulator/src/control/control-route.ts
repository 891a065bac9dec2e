import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { EmulatorError } from '../emulator-error.ts'

/** One operation of the control API: the same object mounts it and documents it. */
export type ControlRoute = {
  operationId: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With parameters in braces, as OpenAPI writes them. */
  path: string
  summary: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodObject
  /** Whether a request without a body is one with an empty object. */
  bodyOptional?: boolean
  success: { status: number; description: string; schema?: z.ZodType }
  /** Statuses of errors beside the 400 that every route has. */
  errors?: readonly (404 | 409 | 507)[]
  handle: (input: unknown) => Promise<unknown>
}

type OptionalSchema = z.ZodObject | undefined
type ParsedPart<S extends OptionalSchema> = S extends z.ZodObject ? z.output<S> : undefined
type TypedRoute<P extends OptionalSchema, Q extends OptionalSchema, B extends OptionalSchema> = Omit<
  ControlRoute,
  'params' | 'query' | 'body' | 'handle'
> & {
  params?: P
  query?: Q
  body?: B
  handle: (input: { params: ParsedPart<P>; query: ParsedPart<Q>; body: ParsedPart<B> }) => unknown
}

/** Checks the parts of a request by their schemas before the handler sees them. */
export function defineControlRoute<
  P extends OptionalSchema = undefined,
  Q extends OptionalSchema = undefined,
  B extends OptionalSchema = undefined,
>(route: TypedRoute<P, Q, B>): ControlRoute {
  const { params, query, body, handle, ...rest } = route
  return {
    ...rest,
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    handle: async (raw) => {
      const request = rawRequestSchema.parse(raw)
      return handle({
        params: parsePart(params, request.params),
        query: parsePart(query, request.query),
        body: parsePart(body, rest.bodyOptional === true ? (request.body ?? {}) : request.body),
      })
    },
  }
}

export function registerControlRoutes(scope: FastifyInstance, routes: readonly ControlRoute[]): void {
  for (const { method, path, success, handle } of routes) {
    scope.route({
      method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) => {
        const responseBody = await handle({
          params: request.params,
          query: request.query,
          body: request.body,
        })
        return reply.code(success.status).send(responseBody)
      },
    })
  }
}

const rawRequestSchema = z.object({ params: z.unknown(), query: z.unknown(), body: z.unknown() })

function parsePart<S extends OptionalSchema>(schema: S | undefined, value: unknown): ParsedPart<S>
function parsePart(schema: OptionalSchema, value: unknown): unknown {
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw toInputError(parsed.error)
}

function toInputError(error: z.ZodError): EmulatorError {
  const issue = error.issues[0]
  const path =
    issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : (issue?.path ?? [])
  return new EmulatorError(
    400,
    'INVALID_INPUT',
    issue?.message ?? 'invalid input',
    path.join('.') || undefined,
  )
}
