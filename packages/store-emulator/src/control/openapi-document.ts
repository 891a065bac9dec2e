import { z } from 'zod'
import { errorSchema } from './control-schemas.ts'
import type { ControlRoute } from './control-route.ts'

const errorDescriptions: Record<number, string> = {
  400: 'The input is wrong; `field` says where.',
  404: 'There is no such purchase.',
  409: "The purchase's state does not allow it.",
  507: 'A limit of the emulator is reached.',
}

/** The OpenAPI 3.1 description of the control API, made from the very schemas that check the requests. */
export function createOpenApiDocument(routes: readonly ControlRoute[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: describeOperation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Store emulator control API',
      version: '0.1.0',
      description: 'Buys, refunds and breaks things in the emulated stores. Times are UNIX milliseconds.',
    },
    paths,
    components: { schemas: { Error: toJsonSchema(errorSchema, 'output') } },
  }
}

function describeOperation({
  operationId,
  summary,
  params,
  query,
  body,
  bodyOptional,
  success,
  errors = [],
}: ControlRoute): object {
  const parameters = [...describeParameters('path', params), ...describeParameters('query', query)]
  return {
    operationId,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: { required: bodyOptional !== true, content: jsonContent(toJsonSchema(body, 'input')) },
        }),
    responses: {
      [success.status]: {
        description: success.description,
        ...(success.schema === undefined
          ? {}
          : { content: jsonContent(toJsonSchema(success.schema, 'output')) }),
      },
      ...Object.fromEntries([400, ...errors].map((status) => [status, describeError(status)])),
    },
  }
}

function describeParameters(location: 'path' | 'query', schema: z.ZodObject | undefined): object[] {
  if (schema === undefined) return []
  return Object.entries(toJsonSchema(schema, 'input').properties ?? {}).map(([name, field]) => ({
    name,
    in: location,
    required: location === 'path',
    schema: field,
  }))
}

function describeError(status: number): object {
  return {
    description: errorDescriptions[status] ?? '',
    content: jsonContent({ $ref: '#/components/schemas/Error' }),
  }
}

function jsonContent(schema: object): object {
  return { 'application/json': { schema } }
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): z.core.JSONSchema.BaseSchema {
  const described = z.toJSONSchema(schema, { io, target: 'draft-2020-12' })
  // The document states the dialect once, by its OpenAPI version.
  delete described.$schema
  return described
}
