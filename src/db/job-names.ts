/** The jobs that concern one row: its id is in the payload under `payloadKey`, and the job key is `keyPrefix` and the id. */
export const rowJobs = {
  acknowledge_payment: { payloadKey: 'paymentId', keyPrefix: 'acknowledge:' },
  process_notification: { payloadKey: 'notificationId', keyPrefix: 'notification:' },
  process_refund_review: { payloadKey: 'reviewId', keyPrefix: 'refund-review:' },
  check_subscription: { payloadKey: 'subscriptionId', keyPrefix: 'subscription:' },
  set_account_token: { payloadKey: 'subscriptionId', keyPrefix: 'account-token:' },
  erase_notifications: { payloadKey: 'userId', keyPrefix: 'erase-notifications:' },
  /** Its row is the AppKey itself. */
  count_payments: { payloadKey: 'appId', keyPrefix: 'statistics:' },
  update_entitlement: { payloadKey: 'entitlementId', keyPrefix: 'entitlement:' },
  deliver_webhook: { payloadKey: 'endpointId', keyPrefix: 'webhook:' },
} as const

export type RowJobName = keyof typeof rowJobs

/** Every task of the job queue. `sequence_events` in the migration enqueues `acknowledge_payment` under the same name and key. */
export const jobNames = [
  ...(Object.keys(rowJobs) as RowJobName[]),
  'process_notifications',
  'reconcile',
  'reconcile_store',
  'check_subscriptions',
  'expire_purchases',
  'report_unattributed_sales',
  'log_audit_heads',
  'report_expiring_keys',
  'prune',
] as const

export type JobName = (typeof jobNames)[number]

/** A job that fails is retried so many times in all; the job recovery enqueues it again afterwards. */
export const jobMaxAttempts = 25

/** The new notifications of an AppKey that one job processes together, at most. */
export const notificationsPerJob = 8
