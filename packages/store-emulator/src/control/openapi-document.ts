import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'

/** Generates the OpenAPI document of the control API from the zod schemas of its routes. */
export const openApiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Store emulator control API',
      version: '0.1.0',
      description:
        'Creates and changes purchases in the emulated stores and injects faults. Times are UNIX milliseconds.',
    },
  },
  convertConstToEnum: false,
  transform: jsonSchemaTransform,
  transformObject: (source) => {
    const document = jsonSchemaTransformObject(source)
    markOptionalBodies(document)
    removeInputVariant(document)
    return document
  },
}

/** A request body without required properties can be omitted, because the routes treat a missing body as an empty object. */
function markOptionalBodies(document: object): void {
  for (const path of Object.values(findObject(document, 'paths') ?? {})) {
    const body = findObject(path, 'post', 'requestBody')
    const schema = findObject(body, 'content', 'application/json', 'schema')
    if (body !== undefined && schema !== undefined) body['required'] = 'required' in schema
  }
}

/** The library adds each named schema for requests and for responses, but errors occur only in responses. */
function removeInputVariant(document: object): void {
  const schemas = findObject(document, 'components', 'schemas')
  if (schemas !== undefined) delete schemas['ErrorInput']
}

function findObject(value: unknown, ...path: string[]): Record<string, unknown> | undefined {
  if (!isObject(value)) return undefined
  const [key, ...rest] = path
  return key === undefined ? value : findObject(value[key], ...rest)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
