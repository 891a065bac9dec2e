import { getReconciliationReport } from '../../domain/reconciliation/get-reconciliation-report.ts'
import { startReconciliation } from '../../domain/reconciliation/start-reconciliation.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  ReconciliationDiscrepancyResolvers,
  ReconciliationReportResolvers,
  ReconciliationRunResolvers,
} from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'

export const reconciliationQueries = {
  reconciliationReport: (_, { day, store }, context) =>
    getReconciliationReport(domainOf(context), { day, store }),
} satisfies QueryResolvers

export const reconciliationMutations = {
  startReconciliation: (_, { input: { store } }, context) =>
    startReconciliation(domainOf(context), { store }),
} satisfies MutationResolvers

export const ReconciliationReport = {
  openCount: ({ discrepancyCount, resolvedCount }) => discrepancyCount - resolvedCount,
} satisfies ReconciliationReportResolvers

export const ReconciliationRun = {
  storeBundleId: ({ storeBundleId }) => storeBundleId || null,
} satisfies ReconciliationRunResolvers

export const ReconciliationDiscrepancy = {
  payment: ({ paymentId }, _, context) =>
    paymentId === null ? null : loadersOf(context).payments.load(paymentId),
  purchase: ({ purchaseId }, _, context) =>
    purchaseId === null ? null : loadersOf(context).purchases.load(purchaseId),
} satisfies ReconciliationDiscrepancyResolvers
