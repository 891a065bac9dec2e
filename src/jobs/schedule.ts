import type { CronItem } from 'graphile-worker'

/** A job that was missed because no process ran is not made up for: the next one does its work too. */
const singleJobOptions = (task: string) =>
  ({ jobKey: task, jobKeyMode: 'preserve_run_at', maxAttempts: 3, backfillPeriod: 0 }) as const

/** When recurring jobs are enqueued, in UTC. Each is enqueued once, whatever the number of processes. */
export const schedule: readonly CronItem[] = [
  { task: 'check_subscriptions', match: '* * * * *', options: singleJobOptions('check_subscriptions') },
  { task: 'expire_purchases', match: '* * * * *', options: singleJobOptions('expire_purchases') },
  { task: 'reconcile', match: '*/15 * * * *', options: singleJobOptions('reconcile') },
  {
    task: 'report_unattributed_sales',
    match: '*/10 * * * *',
    options: singleJobOptions('report_unattributed_sales'),
  },
  { task: 'log_audit_heads', match: '11 3 * * *', options: singleJobOptions('log_audit_heads') },
  { task: 'report_expiring_keys', match: '41 5 * * *', options: singleJobOptions('report_expiring_keys') },
  { task: 'prune', match: '23 * * * *', options: singleJobOptions('prune') },
]
