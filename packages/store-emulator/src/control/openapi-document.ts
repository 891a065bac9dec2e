import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { errorSchemaId } from './control-scope.ts'

type TransformObject = NonNullable<FastifyDynamicSwaggerOptions['transformObject']>
type Document = ReturnType<TransformObject>

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
function markOptionalBodies({ paths = {} }: Document): void {
  for (const path of Object.values(paths)) {
    const body = path !== undefined && 'post' in path ? path.post?.requestBody : undefined
    if (body === undefined || !('content' in body)) continue
    const schema = body.content['application/json']?.schema
    body.required = schema !== undefined && 'required' in schema
  }
}

/** Each named schema is added for requests and for responses, but errors occur only in responses. */
function removeInputVariant(document: Document): void {
  if ('components' in document) delete document.components?.schemas?.[`${errorSchemaId}Input`]
}
