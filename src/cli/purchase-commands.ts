import type { Command } from 'commander'
import type { PurchaseRow } from '../domain/models.ts'
import { listPurchases } from '../domain/purchase/list-purchases.ts'
import { encodeId } from '../platform/ids.ts'
import { addAppCommand, createChoiceOption, type AppOption } from './options.ts'
import { printRows, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const statuses = [
  'REQUESTED',
  'PENDING',
  'VERIFIED',
  'CANCELED',
  'FAILED',
  'EXPIRED',
] as const satisfies readonly PurchaseRow['status'][]
const maxRows = 100
const names = ['id', 'status', 'store', 'storeProductId', 'requestedAt', 'expiresAt', 'endReason']

type ListOptions = AppOption & { readonly status?: PurchaseRow['status']; readonly user?: string }

export function addPurchaseCommands(program: Command, environment: EnvironmentVariables): void {
  const purchase = program.command('purchase').description('list purchases, paid or not')
  addAppCommand(purchase, 'list', `list purchases, newest first, at most ${maxRows}`)
    .addOption(createChoiceOption('--status <status>', 'only those with this status', statuses))
    .option('--user <userId>', 'only those of this user')
    .action((options: ListOptions) =>
      withApp(environment, options, 'Query.purchases', async (ctx) => {
        const conditions = {
          ...(options.status === undefined ? {} : { status: [options.status] }),
          ...(options.user === undefined ? {} : { userExternalId: options.user }),
        }
        const page = { first: maxRows, after: null, last: null, before: null }
        const { edges } = await listPurchases(ctx, { conditions, ...page })
        const rows = edges.map(({ node }) => toPurchaseFields(node))
        printRows(names, rows, options.json)
      }),
    )
}

function toPurchaseFields(purchase: PurchaseRow): Fields {
  const { id, status, store, storeProductId, requestedAt, expiresAt, endReason } = purchase
  return {
    id: encodeId('pur', id),
    status,
    store,
    storeProductId,
    requestedAt: requestedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    endReason,
  }
}
