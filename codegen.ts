import type { CodegenConfig } from '@graphql-codegen/cli'

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
          StoreConnection: '../../domain/models.ts#StoreConnectionRow',
          Item: '../../domain/models.ts#ItemRow',
          StoreProduct: '../../domain/models.ts#StoreProductRow',
          User: '../../domain/models.ts#UserRow',
          Purchase: '../../domain/models.ts#PurchaseRow',
          Payment: '../payment-model.ts#PaymentModel',
          Consume: '../../domain/models.ts#ConsumeRow',
          EventConsumer: '../../domain/models.ts#EventConsumerWithLag',
          PaymentEvent: '../../domain/models.ts#EventRow',
          Acknowledgement: '../../domain/models.ts#PaymentRow',
          RefundEntry: '../../domain/models.ts#RefundRow',
          Notification: '../../domain/models.ts#NotificationSummary',
          AuditEntry: '../../domain/models.ts#AuditEntryRow',
          ReconciliationReport:
            '../../domain/reconciliation/get-reconciliation-report.ts#ReconciliationReport as ReportModel',
          ReconciliationRun: '../../domain/models.ts#ReconciliationRunRow',
          ReconciliationDiscrepancy: '../../domain/models.ts#DiscrepancyRow',
          WebhookEndpoint: '../../domain/models.ts#WebhookEndpointRow',
          WebhookDeliveryAttempt: '../../domain/models.ts#WebhookDeliveryRow',
          Problem: '../../domain/problem.ts#Problem as ProblemModel',
          EventConsumerConnection: '../connection.ts#Connection<EventConsumerWithLag>',
          ItemConnection: '../connection.ts#Connection<ItemRow>',
          PaymentConnection: '../connection.ts#Connection<PaymentModel>',
          PaymentEventConnection: '../connection.ts#Connection<EventRow>',
          RefundConnection: '../connection.ts#Connection<RefundRow>',
          NotificationConnection: '../connection.ts#Connection<NotificationSummary>',
          AuditEntryConnection: '../connection.ts#Connection<AuditEntryRow>',
          WebhookDeliveryAttemptConnection: '../connection.ts#Connection<WebhookDeliveryRow>',
        },
      },
    },
  },
}

export default config
