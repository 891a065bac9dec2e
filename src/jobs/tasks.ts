import type { Task } from 'graphile-worker'
import { z } from 'zod'
import type { JobName } from '../domain/models.ts'
import type { AppContext, Services } from '../domain/context.ts'
import { logAuditHeads } from '../domain/audit/log-audit-heads.ts'
import { reportExpiringKeys } from '../domain/expiring-keys/report-expiring-keys.ts'
import {
  maxUpdatedByJob,
  updateUsersOfEntitlement,
} from '../domain/entitlement/update-users-of-entitlement.ts'
import { expirePurchases } from '../domain/retention/expire-purchases.ts'
import { prune } from '../domain/retention/prune.ts'
import { processNotification, processNotifications } from '../domain/notification/process-notification.ts'
import { enqueueReconciliations } from '../domain/reconciliation/enqueue-reconciliations.ts'
import { reconcileStore } from '../domain/reconciliation/reconcile-store.ts'
import { eraseNotifications, maxSearchedByJob } from '../domain/privacy/erase-notifications.ts'
import { processRefundReview } from '../domain/refund-review/process-refund-review.ts'
import { acknowledgePayment } from '../domain/acknowledgement/acknowledge-payment.ts'
import { checkDueConnections } from '../domain/store-connection/check-due-connections.ts'
import { updateStatistics } from '../domain/statistics/update-statistics.ts'
import { checkSubscription } from '../domain/subscription/check-subscription.ts'
import { enqueueDueSubscriptions } from '../domain/subscription/enqueue-due-subscriptions.ts'
import { setAccountToken } from '../domain/subscription/set-account-token.ts'
import { reportUnattributedSaleDeadlines } from '../domain/unattributed-sale/report-unattributed-sale-deadlines.ts'
import { deliverWebhooks } from '../domain/webhook-delivery/deliver-webhooks.ts'
import { storeNames, type StoreName } from '../stores/contract/store-adapter.ts'

/** Payloads contain ids only. */
const acknowledgePayload = z.object({ appId: z.uuid(), paymentId: z.uuid() })
const notificationPayload = z.object({ appId: z.uuid(), notificationId: z.uuid() })
const notificationsPayload = z.object({ appId: z.uuid(), notificationIds: z.array(z.uuid()) })
const refundReviewPayload = z.object({ appId: z.uuid(), reviewId: z.uuid() })
const erasurePayload = z.object({ appId: z.uuid(), userId: z.uuid() })
const subscriptionPayload = z.object({ appId: z.uuid(), subscriptionId: z.uuid() })
const entitlementPayload = z.object({ appId: z.uuid(), entitlementId: z.uuid() })
const webhookPayload = z.object({ appId: z.uuid(), endpointId: z.uuid() })
const statisticsPayload = z.object({ appId: z.uuid() })
const reconciliationPayload = z.object({ appId: z.uuid(), store: z.enum(storeNames) })

/** A count of many payments is continued by the next job, so that it occupies no worker for long. */
const maxCountMs = 30_000

/** What each job does. A job that throws runs again, and any job may run twice. Long deliveries end when `stop` aborts. */
export function createTasks(services: Services, stop: AbortSignal): Record<JobName, Task> {
  return {
    acknowledge_payment: async (payload) => {
      const { appId, paymentId } = acknowledgePayload.parse(payload)
      await withApp(services, appId, (ctx) => acknowledgePayment(ctx, paymentId))
    },
    process_refund_review: async (payload) => {
      const { appId, reviewId } = refundReviewPayload.parse(payload)
      await withApp(services, appId, (ctx) => processRefundReview(ctx, reviewId))
    },
    erase_notifications: async (payload) => {
      const { appId, userId } = erasurePayload.parse(payload)
      await withApp(services, appId, (ctx) => eraseNotifications(ctx, userId, maxSearchedByJob))
    },
    update_entitlement: async (payload) => {
      const { appId, entitlementId } = entitlementPayload.parse(payload)
      await withApp(services, appId, (ctx) => updateUsersOfEntitlement(ctx, entitlementId, maxUpdatedByJob))
    },
    deliver_webhook: async (payload) => {
      const { appId, endpointId } = webhookPayload.parse(payload)
      await withApp(services, appId, (ctx) => deliverWebhooks(ctx, endpointId, stop))
    },
    count_payments: async (payload) => {
      const { appId } = statisticsPayload.parse(payload)
      await withApp(services, appId, (ctx) =>
        updateStatistics(ctx, AbortSignal.any([stop, AbortSignal.timeout(maxCountMs)])),
      )
    },
    /** Enqueues one job for each app and store. */
    reconcile: () => enqueueReconciliations(services),
    reconcile_store: async (payload) => {
      const { appId, store } = reconciliationPayload.parse(payload)
      await withApp(services, appId, (ctx) => reconcileAndCheck(ctx, store))
    },
    check_subscription: async (payload) => {
      const { appId, subscriptionId } = subscriptionPayload.parse(payload)
      await withApp(services, appId, (ctx) => checkSubscription(ctx, subscriptionId))
    },
    set_account_token: async (payload, { job }) => {
      const { appId, subscriptionId } = subscriptionPayload.parse(payload)
      await withApp(services, appId, (ctx) => setAccountToken(ctx, subscriptionId, job.attempts))
    },
    ...createNotificationTasks(services),
    ...createRecurringTasks(services),
  }
}

type NotificationTasks = 'process_notification' | 'process_notifications'

function createNotificationTasks(services: Services): Record<NotificationTasks, Task> {
  return {
    process_notification: async (payload) => {
      const { appId, notificationId } = notificationPayload.parse(payload)
      await withApp(services, appId, (ctx) => processNotification(ctx, notificationId))
    },
    /** What was inserted together; a retry or a replay has a job of its own. */
    process_notifications: async (payload) => {
      const { appId, notificationIds } = notificationsPayload.parse(payload)
      // The stores wait for the responses to notifications that are being written, and jobs would take their time.
      await services.inboxWriter.waitUntilIdle()
      await withApp(services, appId, (ctx) => processNotifications(ctx, notificationIds))
    },
  }
}

type RecurringTasks =
  | 'check_subscriptions'
  | 'expire_purchases'
  | 'report_unattributed_sales'
  | 'log_audit_heads'
  | 'report_expiring_keys'
  | 'prune'

function createRecurringTasks(services: Services): Record<RecurringTasks, Task> {
  return {
    expire_purchases: async () => {
      await expirePurchases(services)
    },
    check_subscriptions: async () => {
      await enqueueDueSubscriptions(services)
    },
    report_unattributed_sales: async () => {
      await reportUnattributedSaleDeadlines(services)
    },
    log_audit_heads: () => logAuditHeads(services),
    report_expiring_keys: async () => {
      await reportExpiringKeys(services)
    },
    prune: async () => {
      await prune(services)
    },
  }
}

async function reconcileAndCheck(ctx: AppContext, store: StoreName): Promise<void> {
  await reconcileStore(ctx, store)
  await checkDueConnections(ctx, store)
}

async function withApp(services: Services, appId: string, task: (ctx: AppContext) => Promise<unknown>) {
  const app = await services.apps.find(appId)
  if (app !== null) await task({ ...services, app })
}
