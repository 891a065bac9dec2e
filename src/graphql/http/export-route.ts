import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { AccessRule } from '../../domain/access/access-rule.ts'
import { assertAllowed } from '../../domain/access/assert-allowed.ts'
import type { AuthenticatedContext, Context, Services } from '../../domain/context.ts'
import { startPaymentExport, type PaymentExport } from '../../domain/payment-export/start-payment-export.ts'
import { assertInvalidRequestLimit, assertRateLimit } from '../../domain/rate-limit/assert-rate-limit.ts'
import { byteOrderMark, formatCsvMark, formatCsvRecord } from '../../platform/csv.ts'
import { RequestError } from '../../platform/request-error.ts'
import { createXlsxStream } from '../../platform/xlsx.ts'
import { readReasonHeader } from '../audit-reason.ts'
import { authenticate, type Credentials } from '../authenticate.ts'
import { authenticateWithinLimit } from '../authenticate-within-limit.ts'
import { assertOriginAllowed } from '../origin-policy.ts'
import { createMissingCredentialsError } from '../request-context.ts'
import { readAccessRules } from '../schema/read-access-rules.ts'
import { readAppKeyParameter, readExportRequest } from './read-export-request.ts'
import { checkBodyEncoding, readCredentials } from './read-request.ts'
import { countAndSendError } from './send-error.ts'

const maxBodyBytes = 64 * 1024
/** A client that takes nothing for so long is gone. */
const stallTimeoutMs = 60_000
const oneRead = new Map([['READ', 1]] as const)

const formats = {
  csv: { contentType: 'text/csv; charset=utf-8; header=present' },
  xlsx: { contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
} as const

type ExportRouteOptions = { readonly services: Services; readonly schema: GraphQLSchema }

type Callers = WeakMap<FastifyRequest, AuthenticatedContext>

/**
 * Adds `/export/payments.csv` and `/export/payments.xlsx`: the payments that `Query.payments` lists, for the same callers, as a file.
 * The response is chunked and has no length, so a client notices when it ends early.
 */
export function addExportRoute(app: FastifyInstance, options: ExportRouteOptions): void {
  const rule = readAccessRules().rootFields.get('Query.payments')
  if (rule === undefined) throw new Error('Query.payments has an access rule')
  const callers: Callers = new WeakMap()
  for (const format of ['csv', 'xlsx'] as const) {
    app.route({
      method: ['GET', 'POST'],
      url: `/export/payments.${format}`,
      exposeHeadRoute: false,
      bodyLimit: maxBodyBytes,
      onRequest: async (request) => {
        callers.set(request, await authenticateExport(request, options.services, rule))
      },
      handler: (request, reply) => {
        const context = callers.get(request)
        if (context === undefined) throw createMissingCredentialsError()
        return sendExport({ request, reply, format, context, rule }, options)
      },
      errorHandler: (error, request, reply) => {
        void countAndSendError(error, request, reply, {
          services: options.services,
          caller: callers.get(request) ?? null,
        })
      },
    })
  }
}

function readExportCredentials(request: FastifyRequest, services: Services): Credentials {
  const credentials = readCredentials(services, request)
  return { ...credentials, appKey: credentials.appKey ?? readAppKeyParameter(request.query) }
}

/** Authenticates before the body is read, by the same rules as GraphQL. */
async function authenticateExport(
  request: FastifyRequest,
  services: Services,
  rule: AccessRule,
): Promise<AuthenticatedContext> {
  services.admission.check(null)
  const context = await authenticateWithinLimit(services, readExportCredentials(request, services))
  if (context === null) throw createMissingCredentialsError()
  assertOriginAllowed(context, request.headers)
  assertAllowed(context, rule)
  services.admission.check(context.app?.appId ?? null)
  await assertInvalidRequestLimit(context)
  checkBodyEncoding(request)
  return context
}

type ExportCall = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly format: keyof typeof formats
  readonly context: AuthenticatedContext
  readonly rule: AccessRule
}

async function sendExport(
  { request, reply, format, context, rule }: ExportCall,
  { services, schema }: ExportRouteOptions,
): Promise<FastifyReply> {
  const { bom, ...exportRequest } = readExportRequest(schema, request)
  await assertRateLimit(context, oneRead)
  const credentials = readExportCredentials(request, services)
  const paymentExport = await startPaymentExport(toContext(context, request), {
    ...exportRequest,
    assertAllowed: async () => {
      const current = await authenticate(services, credentials)
      if (current === null) throw createMissingCredentialsError()
      assertAllowed(current, rule)
    },
  })
  const { columns, rows, estimate } = paymentExport
  const content = format === 'csv' ? createCsvStream(paymentExport, bom) : createXlsxStream(columns, rows)
  endWhenStalled(reply, content)
  const date = services.clock().toISOString().slice(0, 10)
  return reply
    .headers({
      'content-type': formats[format].contentType,
      'content-disposition': `attachment; filename="payments-${date}.${format}"`,
      'coinslot-payment-count': `${estimate.value}${estimate.isExact ? '' : '+'}`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .send(content)
}

function toContext(context: AuthenticatedContext, { id, raw }: FastifyRequest): Context {
  if (context.app === null) throw new RequestError('BAD_USER_INPUT', 'Name the AppKey: send x-app-key.')
  return { ...context, request: { id, transport: 'HTTP' }, reason: readReasonHeader(raw) }
}

/** Records are joined, because each chunk of a stream costs more than a record. */
const chunkCharacters = 32 * 1024

function createCsvStream({ columns, rows, rowCount }: PaymentExport, bom: boolean): Readable {
  const write = async function* () {
    let chunk = `${bom ? byteOrderMark : ''}${formatCsvRecord(columns)}`
    for await (const cells of rows) {
      chunk += formatCsvRecord(cells)
      if (chunk.length < chunkCharacters) continue
      yield chunk
      chunk = ''
    }
    yield `${chunk}${formatCsvMark(`complete: ${rowCount()}`, columns.length)}`
  }
  const stream = Readable.from(write())
  // A generator that has not begun does not end what it would read.
  stream.once('close', () => void rows.return(undefined))
  return stream
}

/** Ends the export, and with it the connection, when the client has taken nothing of what was written for a while. */
function endWhenStalled({ raw }: FastifyReply, content: Readable): void {
  let isStalled = false
  const check = () => {
    if (isStalled) content.destroy(new Error('the client does not read the export'))
    isStalled = raw.writableNeedDrain
  }
  const timer = setInterval(check, stallTimeoutMs).unref()
  raw.on('drain', () => {
    isStalled = false
  })
  raw.once('close', () => clearInterval(timer))
}
