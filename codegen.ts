import type { CodegenConfig } from '@graphql-codegen/cli'

/** How the results of operations are typed for programs that call the API. */
const operationTypes = {
  enumsAsTypes: true,
  useTypeImports: true,
  immutableTypes: true,
  strictScalars: true,
  scalars: {
    ID: 'string',
    DateTime: 'string',
    Date: 'string',
    Decimal: 'string',
    CurrencyCode: 'string',
    Cursor: 'string',
    JSON: 'unknown',
  },
}

/** The operations of an entry of the SDK, for registering them and for code generators of other languages. */
const operationFiles = (entry: 'client' | 'server'): CodegenConfig['generates'] => {
  const documents = `packages/sdk/src/${entry}/*.graphql`
  return {
    [`packages/sdk/operations/${entry}.graphql`]: {
      documents,
      plugins: ['./packages/sdk/operations-plugin.mjs'],
    },
    [`packages/sdk/operations/${entry}.json`]: { documents, plugins: ['./packages/sdk/manifest-plugin.mjs'] },
  }
}

const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  generates: {
    'src/graphql/generated/types.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../request-context.ts#RequestContext',
        emitLegacyCommonJSImports: false,
        importExtension: '.ts',
        enumsAsTypes: true,
        useTypeImports: true,
        immutableTypes: true,
        strictScalars: true,
        scalars: {
          ID: 'string',
          DateTime: 'Date',
          Date: 'string',
          Decimal: 'string',
          CurrencyCode: 'string',
          Cursor: 'string',
          JSON: 'unknown',
        },
        maybeValue: 'T | null',
        inputMaybeValue: 'T | null | undefined',
        mappers: {
          AppKey: '../../services/app-directory.ts#App',
          ServerKey: '../../domain/models.ts#ServerKeyRow',
          UserSecret: '../../domain/user-secret/list-user-secrets.ts#UserSecret as UserSecretModel',
          UserTokenKey: '../../domain/models.ts#UserTokenKeyRow',
          PersistedOperation: '../../domain/models.ts#PersistedOperationRow',
          PersistedOperationConnection: '../connection.ts#Connection<PersistedOperationRow>',
          StoreConnection: '../../domain/models.ts#StoreConnectionRow',
          Item: '../../domain/models.ts#ItemRow',
          Entitlement: '../../domain/entitlement/merge-entitlements.ts#UserEntitlement',
          EntitlementDefinition: '../../domain/models.ts#EntitlementRow',
          EntitlementGrant: '../../domain/models.ts#EntitlementGrantRow',
          StoreProduct: '../../domain/models.ts#StoreProductRow',
          User: '../../domain/models.ts#UserRow',
          UserConnection: '../connection.ts#Connection<UserRow>',
          UserPaymentTotals:
            '../../domain/user/get-user-totals.ts#UserPaymentTotals as UserPaymentTotalsModel',
          UserRefundTotals: '../../domain/user/get-user-totals.ts#UserRefundTotals as UserRefundTotalsModel',
          UserCurrencyTotals: '../../domain/user/get-user-totals.ts#PaymentTotalsRow',
          UserRefundCurrencyTotals: '../../domain/user/get-user-totals.ts#RefundTotalsRow',
          Purchase: '../../domain/models.ts#PurchaseRow',
          Payment: '../payment-model.ts#PaymentModel',
          Consume: '../../domain/models.ts#ConsumeRow',
          EventConsumer: '../../domain/models.ts#EventConsumerWithLag',
          PaymentEvent: '../../domain/models.ts#EventRow',
          Acknowledgement: '../../domain/models.ts#PaymentRow',
          RefundEntry: '../../domain/models.ts#RefundRow',
          RefundReview: '../../domain/models.ts#RefundReviewRow',
          RefundApproval: '../../domain/models.ts#RefundApprovalRow',
          Note: '../../domain/models.ts#NoteRow',
          NoteConnection: '../connection.ts#Connection<NoteRow>',
          RefundApprovalConnection: '../connection.ts#Connection<RefundApprovalRow>',
          RefundReviewStatistics: '../../domain/models.ts#RefundReviewStatisticsRow as StatisticsModel',
          Overview: '../../domain/overview/get-overview.ts#OverviewModel',
          OverviewIssue: '../../domain/overview/get-overview.ts#OverviewIssueModel',
          PaymentStatistics: '../../domain/statistics/get-payment-statistics.ts#PaymentStatisticsModel',
          PaymentStatisticsGroup: '../../domain/statistics/get-payment-statistics.ts#StatisticsGroupModel',
          BuyerStatistics: '../../domain/statistics/get-payment-statistics.ts#BuyerGroup',
          SubscriptionStatistics:
            '../../domain/statistics/get-subscription-statistics.ts#SubscriptionStatisticsModel',
          SubscriptionCounts:
            '../../domain/statistics/get-subscription-statistics.ts#SubscriptionCounts as SubscriptionCountsModel',
          MonthlyRecurringRevenue:
            '../../domain/statistics/get-subscription-statistics.ts#MonthlyRecurringRevenue as RecurringRevenueModel',
          SubscriptionMovement:
            '../../domain/statistics/get-subscription-statistics.ts#SubscriptionMovement as SubscriptionMovementModel',
          SubscriptionTrialConversion:
            '../../domain/statistics/get-subscription-statistics.ts#TrialConversionModel',
          SubscriptionChurn:
            '../../domain/statistics/get-subscription-statistics.ts#SubscriptionChurn as SubscriptionChurnModel',
          StoreEvidence: '../../domain/store-evidence/list-store-evidence.ts#StoreEvidence as EvidenceModel',
          Notification: '../../domain/models.ts#NotificationSummary',
          AuditEntry: '../../domain/models.ts#AuditEntryRow',
          ReconciliationReport:
            '../../domain/reconciliation/get-reconciliation-report.ts#ReconciliationReport as ReportModel',
          ReconciliationDay:
            '../../domain/reconciliation/list-reconciliation-days.ts#ReconciliationDay as ReconciliationDayModel',
          ReconciliationRun: '../../domain/models.ts#ReconciliationRunRow',
          ReconciliationDiscrepancy: '../../domain/models.ts#DiscrepancyRow',
          WebhookEndpoint: '../../domain/models.ts#WebhookEndpointRow',
          WebhookDeliveryAttempt: '../../domain/models.ts#WebhookDeliveryRow',
          WebhookTestResult:
            '../../domain/webhook-delivery/test-webhook-endpoint.ts#WebhookTestResult as TestResultModel',
          StoreSale: '../../domain/search/read-store-sales.ts#StoreSaleRecord',
          StoreSubscription: '../../domain/models.ts#SubscriptionRow',
          StoreSubscriptionConnection: '../connection.ts#Connection<SubscriptionRow>',
          SubscriptionLine: '../../domain/models.ts#SubscriptionLineRow',
          SubscriptionToken: '../../domain/models.ts#SubscriptionTokenRow',
          UnattributedSale: '../../domain/models.ts#ListedSale',
          UnattributedSaleConnection: '../connection.ts#Connection<ListedSale>',
          Operator: '../../domain/models.ts#OperatorRow',
          OperatorGrant: '../../domain/operator-access/operator-grant.ts#OperatorGrant as OperatorGrantModel',
          OperatorInvitation: '../../domain/models.ts#OperatorInvitationRow',
          PersonalAccessToken: '../../domain/models.ts#OperatorTokenRow',
          AppKeySummary: '../../domain/models.ts#GrantedApp',
          AppKeySummaryConnection: '../connection.ts#Connection<GrantedApp>',
          OperatorConnection: '../connection.ts#Connection<OperatorRow>',
          OperatorGrantConnection: '../connection.ts#Connection<OperatorGrantModel>',
          Problem: '../../domain/problem.ts#Problem as ProblemModel',
          EventConsumerConnection: '../connection.ts#Connection<EventConsumerWithLag>',
          ItemConnection: '../connection.ts#Connection<ItemRow>',
          PurchaseConnection: '../connection.ts#Connection<PurchaseRow>',
          PaymentConnection: '../connection.ts#Connection<PaymentModel>',
          PaymentEventConnection: '../connection.ts#Connection<EventRow>',
          RefundConnection: '../connection.ts#Connection<RefundRow>',
          RefundReviewConnection: '../connection.ts#Connection<RefundReviewRow>',
          NotificationConnection: '../connection.ts#Connection<NotificationSummary>',
          AuditEntryConnection: '../connection.ts#Connection<AuditEntryRow>',
          WebhookDeliveryAttemptConnection: '../connection.ts#Connection<WebhookDeliveryRow>',
        },
      },
    },
    'packages/console/src/generated/permissions.ts': {
      plugins: ['./packages/console/permissions-plugin.mjs'],
    },
    'packages/console/src/generated/operations.ts': {
      documents: 'packages/console/src/**/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: { ...operationTypes, documentMode: 'string' },
    },
    'packages/sdk/src/generated/client-operations.ts': {
      documents: 'packages/sdk/src/client/*.graphql',
      plugins: ['typescript-operations', './packages/sdk/documents-plugin.mjs'],
      config: operationTypes,
    },
    'packages/sdk/src/generated/server-operations.ts': {
      documents: 'packages/sdk/src/server/*.graphql',
      plugins: ['typescript-operations', './packages/sdk/documents-plugin.mjs'],
      config: operationTypes,
    },
    'api/schema.graphql': { plugins: ['./.ci/schema-file-plugin.mjs'] },
    'docs/clients/unity/CoinslotClient.cs': {
      documents: 'packages/sdk/src/client/*.graphql',
      plugins: ['./packages/sdk/csharp-plugin.mjs'],
    },
    ...operationFiles('client'),
    ...operationFiles('server'),
  },
}

export default config
