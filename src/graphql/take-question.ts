import { getOperationAST, GraphQLError, OperationTypeNode, type GraphQLSchema } from 'graphql'
import { CloseCode, type SubscribePayload } from 'graphql-ws'
import type { Services } from '../domain/context.ts'
import { createDocumentReader, type DocumentReader } from './document-reader.ts'
import type { Connection } from './open-socket.ts'
import { createRequestContext } from './request-context.ts'

/** What an operation that streams may hold for as long as it does. */
const maxStreamedBytes = 64 * 1024
const maxOperationsPerSocket = 100

export type QuestionOptions = {
  readonly schema: GraphQLSchema
  readonly services: Services
  /** Introspection, and hints at what a wrong name could have meant. */
  readonly explorable: boolean
}

/** Reads and checks what a socket asks; its errors end the operation, not the socket. */
export function createQuestionTaker({ schema, services, explorable }: QuestionOptions) {
  const read = createDocumentReader(schema, explorable)
  return async ({ extra }: Connection, id: string, payload: SubscribePayload) => {
    const { domain = null, operations } = extra
    if (domain === null || operations === undefined) throw new Error('a socket that was let in has both')
    extra.usedAt = performance.now()
    if (operations.count() >= maxOperationsPerSocket) return [tooMany]
    const question = readQuestion(read, payload)
    if ('errors' in question) return question.errors
    if (!operations.begin(id)) {
      extra.socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`)
      return [alreadyAsked]
    }
    try {
      // A socket lives long, and the settings of its AppKey may have changed.
      const app = (await services.apps.find(domain.app.appId)) ?? domain.app
      return {
        schema,
        operationName: payload.operationName,
        document: question.document,
        variableValues: payload.variables,
        contextValue: createRequestContext({ ...domain, app }),
      }
    } catch (error) {
      operations.end(id)
      return [toGraphQLError(error)]
    }
  }
}

function readQuestion(read: DocumentReader, payload: SubscribePayload): ReturnType<DocumentReader> {
  const question = read(payload.query)
  if ('errors' in question) return question
  const operation = getOperationAST(question.document, payload.operationName)
  if (operation == null) return { errors: [new GraphQLError('Unable to identify operation')] }
  const isStreamed = operation.operation === OperationTypeNode.SUBSCRIPTION
  return isStreamed && JSON.stringify(payload).length > maxStreamedBytes ? { errors: [tooLong] } : question
}

function toGraphQLError(error: unknown): GraphQLError {
  return new GraphQLError(String(error), { originalError: error instanceof Error ? error : null })
}

const alreadyAsked = new GraphQLError('An operation of this id has not ended yet.')
const tooLong = new GraphQLError(`What streams may be asked in at most ${maxStreamedBytes} bytes.`, {
  extensions: { code: 'TOO_EXPENSIVE' },
})
const tooMany = new GraphQLError(`A socket carries at most ${maxOperationsPerSocket} operations at a time.`, {
  extensions: { code: 'TOO_EXPENSIVE' },
})
