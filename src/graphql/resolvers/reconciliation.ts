import { getReconciliationReport } from '../../domain/reconciliation/get-reconciliation-report.ts'
import { ignoreDiscrepancy, reopenDiscrepancy } from '../../domain/reconciliation/ignore-discrepancy.ts'
import { listReconciliationDays } from '../../domain/reconciliation/list-reconciliation-days.ts'
import { startReconciliation } from '../../domain/reconciliation/start-reconciliation.ts'
import { encodeId } from '../../platform/ids.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  ReconciliationDayResolvers,
  ReconciliationDiscrepancyResolvers,
  ReconciliationReportResolvers,
  ReconciliationRunResolvers,
} from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'

export const reconciliationQueries = {
  reconciliationReport: (_, { day, store }, context) =>
    getReconciliationReport(domainOf(context), { day, store }),
  reconciliationDays: (_, { store, openOnly, days, before }, context) =>
    listReconciliationDays(domainOf(context), {
      store: store ?? null,
      openOnly: openOnly ?? false,
      before: before ?? null,
      dayCount: days ?? 14,
    }),
} satisfies QueryResolvers

export const reconciliationMutations = {
  startReconciliation: (_, { input: { store } }, context) =>
    startReconciliation(domainOf(context), { store }),
  ignoreDiscrepancy: async (_, { input }, context) => ({
    replayed: false,
    ...(await ignoreDiscrepancy(domainOf(context), input)),
  }),
  reopenDiscrepancy: async (_, { input }, context) => ({
    replayed: false,
    ...(await reopenDiscrepancy(domainOf(context), input)),
  }),
} satisfies MutationResolvers

export const ReconciliationReport = {
  openCount: ({ discrepancyCount, resolvedCount, ignoredCount }) =>
    discrepancyCount - resolvedCount - ignoredCount,
} satisfies ReconciliationReportResolvers

export const ReconciliationDay = {
  openCount: ({ discrepancyCount, resolvedCount, ignoredCount }) =>
    discrepancyCount - resolvedCount - ignoredCount,
} satisfies ReconciliationDayResolvers

export const ReconciliationRun = {
  storeBundleId: ({ storeBundleId }) => storeBundleId || null,
} satisfies ReconciliationRunResolvers

export const ReconciliationDiscrepancy = {
  id: ({ id }) => encodeId('dcp', id),
  payment: ({ paymentId }, _, context) =>
    paymentId === null ? null : loadersOf(context).payments.load(paymentId),
  purchase: ({ purchaseId }, _, context) =>
    purchaseId === null ? null : loadersOf(context).purchases.load(purchaseId),
  unattributedSale: async ({ store, storeTransactionId }, _, context) => {
    if (storeTransactionId === null) return null
    const sales = await loadersOf(context).unattributedSales.load(storeTransactionId)
    return sales.find((sale) => sale.store === store) ?? null
  },
} satisfies ReconciliationDiscrepancyResolvers
