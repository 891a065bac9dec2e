import type { FastifyInstance, FastifyReply } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { Services } from '../../domain/context.ts'
import { startItemExport } from '../../domain/item-import/start-item-export.ts'
import { startPaymentExport } from '../../domain/payment-export/start-payment-export.ts'
import { createXlsxStream } from '../../platform/xlsx.ts'
import { createCsvStream, csvContentType, endWhenStalled } from './csv-stream.ts'
import { addExportPath, fileHeaders, type ExportCall } from './export-path.ts'
import { readExportRequest, readItemExportRequest } from './read-export-request.ts'

const contentTypes = {
  csv: csvContentType,
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

type ExportRouteOptions = { readonly services: Services; readonly schema: GraphQLSchema }

/**
 * Adds `/export/payments.csv` and `/export/payments.xlsx`: the payments that `Query.payments` lists, for the same callers, as a file; and
 * `/export/items.csv`: the items in the format of `importItems`. The response is chunked and has no length, so a client notices when it
 * ends early.
 */
export function addExportRoute(app: FastifyInstance, options: ExportRouteOptions): void {
  const { services } = options
  for (const format of ['csv', 'xlsx'] as const) {
    addExportPath(app, services, {
      method: ['GET', 'POST'],
      url: `/export/payments.${format}`,
      field: 'Query.payments',
      send: (call) => sendPayments(call, format, options),
    })
  }
  addExportPath(app, services, {
    method: ['GET'],
    url: '/export/items.csv',
    field: 'Query.appKey',
    send: (call) => sendItems(call, services),
  })
}

async function sendPayments(
  { request, reply, ctx, assertRate, assertAllowed }: ExportCall,
  format: keyof typeof contentTypes,
  { services, schema }: ExportRouteOptions,
): Promise<FastifyReply> {
  const { bom, ...exportRequest } = readExportRequest(schema, request)
  await assertRate()
  const paymentExport = await startPaymentExport(ctx, { ...exportRequest, assertAllowed })
  const { columns, rows, estimate } = paymentExport
  const content = format === 'csv' ? createCsvStream(paymentExport, bom) : createXlsxStream(columns, rows)
  endWhenStalled(reply, content)
  return reply
    .headers({
      ...fileHeaders(services, 'payments', format),
      'content-type': contentTypes[format],
      'coinslot-payment-count': `${estimate.value}${estimate.isExact ? '' : '+'}`,
    })
    .send(content)
}

async function sendItems(
  { request, reply, ctx, assertRate, assertAllowed }: ExportCall,
  services: Services,
): Promise<FastifyReply> {
  const { bom } = readItemExportRequest(request)
  await assertRate()
  const content = createCsvStream(await startItemExport(ctx, assertAllowed), bom)
  endWhenStalled(reply, content)
  return reply
    .headers({ ...fileHeaders(services, 'items', 'csv'), 'content-type': csvContentType })
    .send(content)
}
