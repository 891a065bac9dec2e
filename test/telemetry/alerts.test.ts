import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { findProgram } from '../setup/find-program.ts'
import { baseTest as test } from '../support/base-test.ts'
import { repositoryRoot } from '../support/server-process.ts'

const run = promisify(execFile)
const rulesPath = join(repositoryRoot, 'deploy/prometheus/alerts.yaml')

/** Null, with the reason on the standard error, where it cannot be installed. */
const promtool = await findProgram({ names: ['promtool'], debianPackage: 'prometheus' }).catch(
  (error: unknown) => {
    console.warn(`The alert rules are not evaluated. ${String(error)}`)
    return null
  },
)

/** Series by name with a value for each minute, in the notation of promtool. */
type Series = Readonly<Record<string, string>>
type Case = {
  /** What makes the alert fire at some time in three hours. */
  readonly fires: Series
  /** What is similar and does not. */
  readonly staysQuiet: Series
}

const graphqlCount = 'coinslot_http_request_duration_seconds_count{route="/graphql",status="200"}'
const bucket = (le: string) =>
  `coinslot_http_request_duration_seconds_bucket{route="/graphql",status="200",le="${le}"}`
const up = { 'coinslot_build_info{version="1"}': '1x180' }
const databaseGauges = {
  'coinslot_jobs_due{task="prune"}': '0x180',
  coinslot_feed_unsequenced_events: '0x180',
  coinslot_webhook_undelivered_events: '0x180',
  'coinslot_notifications_pending{store="APP_STORE"}': '0x180',
  'coinslot_payments_unacknowledged{store="APP_STORE",time_left="overdue"}': '0x180',
  'coinslot_payments_unconsumed{store="APP_STORE",age="1h_to_1d"}': '0x180',
  'coinslot_unattributed_sales_open{store="APP_STORE"}': '0x180',
  'coinslot_subscriptions_unattributed{store="APP_STORE",time_left="none"}': '0x180',
  'coinslot_refund_reviews_open{store="APP_STORE",time_left="under_1h"}': '0x180',
}
const withoutPayments = Object.fromEntries(
  Object.entries(databaseGauges).filter(([name]) => !name.includes('unacknowledged')),
)

const cases: Readonly<Record<string, Case>> = {
  AcknowledgementOverdue: {
    fires: { 'coinslot_payments_unacknowledged{store="GOOGLE_PLAY",time_left="under_6h"}': '0 0 3x180' },
    staysQuiet: { 'coinslot_payments_unacknowledged{store="GOOGLE_PLAY",time_left="over_1d"}': '9x180' },
  },
  AcknowledgementsFailing: {
    fires: { 'coinslot_acknowledgements_total{store="ONE_STORE",result="failed"}': '0 0 1x180' },
    staysQuiet: { 'coinslot_acknowledgements_total{store="ONE_STORE",result="acknowledged"}': '0+5x180' },
  },
  DeviceAcknowledgementsMissing: {
    fires: { 'coinslot_device_acknowledgement_missing_total{store="GOOGLE_PLAY"}': '0 0 1x180' },
    staysQuiet: { 'coinslot_device_acknowledgement_missing_total{store="GOOGLE_PLAY"}': '7x180' },
  },
  DeliveriesFailed: {
    fires: { 'coinslot_delivery_failures_total{store="APP_STORE"}': '0 0 1x180' },
    staysQuiet: { 'coinslot_delivery_failures_total{store="APP_STORE"}': '7x180' },
  },
  PaymentsUnconsumed: {
    fires: { 'coinslot_payments_unconsumed{store="APP_STORE",age="1h_to_1d"}': '40x180' },
    staysQuiet: { 'coinslot_payments_unconsumed{store="APP_STORE",age="10m_to_1h"}': '40x180' },
  },
  UnattributedSales: {
    fires: { 'coinslot_unattributed_sales_open{store="APP_STORE"}': '1x180' },
    staysQuiet: { 'coinslot_unattributed_sales_open{store="APP_STORE"}': '1x30 0x150' },
  },
  SubscriptionsUnattributed: {
    fires: { 'coinslot_subscriptions_unattributed{store="GOOGLE_PLAY",time_left="under_1d"}': '0 0 1x180' },
    staysQuiet: {
      'coinslot_subscriptions_unattributed{store="GOOGLE_PLAY",time_left="over_1d"}': '3x180',
      'coinslot_subscriptions_unattributed{store="APP_STORE",time_left="none"}': '3x180',
    },
  },
  RefundReviewExpiring: {
    fires: { 'coinslot_refund_reviews_open{store="GOOGLE_PLAY",time_left="under_1h"}': '0x20 1x20' },
    staysQuiet: { 'coinslot_refund_reviews_open{store="GOOGLE_PLAY",time_left="under_6h"}': '5x180' },
  },
  ReconciliationDiscrepancies: {
    fires: { 'coinslot_reconciliation_discrepancies_total{store="APP_STORE"}': '0+1x180' },
    staysQuiet: { 'coinslot_reconciliation_discrepancies_total{store="APP_STORE"}': '0 0 2x180' },
  },
  StoreErrors: {
    fires: {
      'coinslot_store_calls_total{store="APP_STORE",endpoint="a",result="2xx"}': '0+6x180',
      'coinslot_store_calls_total{store="APP_STORE",endpoint="b",result="timeout"}': '0+4x180',
    },
    staysQuiet: {
      'coinslot_store_calls_total{store="APP_STORE",endpoint="a",result="2xx"}': '0+5x180',
      'coinslot_store_calls_total{store="APP_STORE",endpoint="a",result="4xx"}': '0+5x180',
    },
  },
  StoreCircuitOpen: {
    // Between two attempts the circuit is closed for a scrape.
    fires: { 'coinslot_store_circuits_open{store="ONE_STORE"}': '1 0 1 1 0 1 1 1 0 0 1 1 0 1 1 1 0 1 1 1' },
    staysQuiet: { 'coinslot_store_circuits_open{store="ONE_STORE"}': '0 1 1 0x177' },
  },
  StoreCredentialsRejected: {
    fires: { 'coinslot_verifications_total{store="APP_STORE",result="STORE_MISCONFIGURED"}': '0 0 1x60' },
    staysQuiet: { 'coinslot_verifications_total{store="APP_STORE",result="RECEIPT_INVALID"}': '0+9x180' },
  },
  GooglePlayQuota: {
    // Two servers and two results: the store counts their sum.
    fires: {
      'coinslot_store_calls_total{store="GOOGLE_PLAY",endpoint="orders.get",result="2xx",instance="a"}':
        '0+900x60',
      'coinslot_store_calls_total{store="GOOGLE_PLAY",endpoint="orders.get",result="2xx",instance="b"}':
        '0+900x60',
      'coinslot_store_calls_total{store="GOOGLE_PLAY",endpoint="orders.get",result="4xx",instance="b"}':
        '0+900x60',
    },
    staysQuiet: {
      'coinslot_store_calls_total{store="GOOGLE_PLAY",endpoint="orders.get",result="2xx"}': '0+2000x60',
      'coinslot_store_calls_total{store="GOOGLE_PLAY",endpoint="productsv2.get",result="2xx"}': '0+2000x60',
    },
  },
  NotificationsRejected: {
    fires: { 'coinslot_notifications_total{store="APP_STORE",result="invalid_signature"}': '0+1x60' },
    staysQuiet: { 'coinslot_notifications_total{store="APP_STORE",result="repeated"}': '0+9x60' },
  },
  NotificationsDelayed: {
    fires: { 'coinslot_notifications_oldest_pending_seconds{store="APP_STORE"}': '0+60x180' },
    staysQuiet: { 'coinslot_notifications_oldest_pending_seconds{store="APP_STORE"}': '3000x180' },
  },
  JobsDelayed: {
    fires: { 'coinslot_jobs_oldest_due_seconds{task="acknowledge_payment"}': '0+60x30' },
    staysQuiet: { 'coinslot_jobs_oldest_due_seconds{task="acknowledge_payment"}': '200x180' },
  },
  JobsDead: {
    fires: { 'coinslot_jobs_dead{task="prune"}': '1x30' },
    staysQuiet: { 'coinslot_jobs_dead{task="prune"}': '1x10 0x170' },
  },
  FeedStalled: {
    fires: { coinslot_feed_oldest_unsequenced_seconds: '0+60x10' },
    staysQuiet: { coinslot_feed_oldest_unsequenced_seconds: '5x180' },
  },
  ConsumerLag: {
    fires: { 'coinslot_event_consumer_lag_events{app="app_a",consumer="ledger"}': '20000x30' },
    staysQuiet: { 'coinslot_event_consumer_lag_events{app="app_a",consumer="ledger"}': '900x180' },
  },
  WebhookFailing: {
    fires: { coinslot_webhook_failing_seconds: '0+60x90' },
    staysQuiet: { coinslot_webhook_failing_seconds: '3000x180' },
  },
  WebhookPaused: {
    fires: { 'coinslot_webhook_endpoints_paused{reason="FAILING"}': '0 0 1x20' },
    staysQuiet: { 'coinslot_webhook_endpoints_paused{reason="MANUAL"}': '3x180' },
  },
  Down: { fires: { 'coinslot_build_info{version="1"}': '1 1 stale' }, staysQuiet: up },
  GaugesMissing: {
    fires: { ...up, ...withoutPayments },
    staysQuiet: { ...up, ...databaseGauges },
  },
  Errors: {
    fires: {
      [graphqlCount]: '0+98x60',
      'coinslot_graphql_errors_total{code="INTERNAL"}': '0+2x60',
    },
    staysQuiet: {
      [graphqlCount]: '0+98x60',
      'coinslot_graphql_errors_total{code="BAD_USER_INPUT"}': '0+50x60',
      'coinslot_graphql_errors_total{code="INTERNAL"}': '0x60',
    },
  },
  Slow: {
    fires: { [bucket('1')]: '0+50x60', [bucket('5')]: '0+100x60', [bucket('+Inf')]: '0+100x60' },
    staysQuiet: { [bucket('1')]: '0+100x60', [bucket('5')]: '0+100x60', [bucket('+Inf')]: '0+100x60' },
  },
  DatabasePoolExhausted: {
    fires: { 'coinslot_database_queries_waiting{instance="a"}': '50x20' },
    staysQuiet: { 'coinslot_database_queries_waiting{instance="a"}': '50 50 0x178' },
  },
  RedisDown: {
    fires: { 'coinslot_redis_up{instance="a"}': '1x20', 'coinslot_redis_up{instance="b"}': '0x20' },
    staysQuiet: { 'coinslot_redis_up{instance="a"}': '1x180' },
  },
  ClockSkew: {
    fires: { 'coinslot_clock_skew_seconds{instance="a"}': '30x20' },
    staysQuiet: { 'coinslot_clock_skew_seconds{instance="a"}': '1x180' },
  },
  EventLoopBlocked: {
    fires: { 'nodejs_eventloop_lag_p99_seconds{instance="a"}': '2x20' },
    staysQuiet: { 'nodejs_eventloop_lag_p99_seconds{instance="a"}': '0.05x180' },
  },
  Overloaded: {
    fires: { 'coinslot_requests_refused_total{reason="process"}': '0+10x20' },
    staysQuiet: { 'coinslot_requests_refused_total{reason="process"}': '0x180' },
  },
  KeyExpiring: {
    fires: { 'coinslot_expiring_keys{kind="server_key"}': '1x90' },
    staysQuiet: { 'coinslot_expiring_keys{kind="server_key"}': '0x180' },
  },
}

const ruleFile = z.object({
  groups: z.array(z.object({ rules: z.array(z.looseObject({ alert: z.string() })) })),
})
const rules = ruleFile.parse(parse(readFileSync(rulesPath, 'utf8'))).groups.flatMap((group) => group.rules)

/** What a program that failed has written. */
const outputs = z.object({ stdout: z.string(), stderr: z.string() })

const minutes = 180

/** A group of promtool: the series, and whether the alert fires at any time. */
const toGroup = (alert: string, series: Series, value: 0 | 1) => ({
  interval: '1m',
  input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
  promql_expr_test: [
    {
      expr: `max(max_over_time(ALERTS{alertname="Coinslot${alert}",alertstate="firing"}[${minutes}m])) or vector(0)`,
      eval_time: `${minutes}m`,
      exp_samples: [{ labels: '{}', value }],
    },
  ],
})

/** What Prometheus finds: an empty text if everything is as expected. */
async function evaluate(...files: readonly string[]): Promise<string> {
  return run(promtool ?? '', ['test', 'rules', ...files]).then(
    () => '',
    (error: unknown) => {
      const { stdout, stderr } = outputs.parse(error)
      return stdout + stderr
    },
  )
}

/** Writes a file for promtool with the rule alone: it evaluates all rules of a file at every minute. */
async function writeGroups(folder: string, alert: string, groups: readonly object[]): Promise<string> {
  const [rulePath, path] = [`${alert}.rules.yaml`, `${alert}.yaml`].map((name) => join(folder, name))
  const own = rules.filter((rule) => rule.alert === `Coinslot${alert}`)
  await writeFile(rulePath ?? '', stringify({ groups: [{ name: alert, rules: own }] }))
  const content = { rule_files: [rulePath], evaluation_interval: '1m', tests: groups }
  await writeFile(path ?? '', stringify(content))
  return path ?? ''
}

test('every alert has a case in which it fires and one in which it does not', () => {
  expect(Object.keys(cases).toSorted()).toEqual(
    rules.map(({ alert }) => alert.slice('Coinslot'.length)).toSorted(),
  )
})

test.skipIf(promtool === null)(
  'every alert fires in its situation and in no similar one',
  async ({ temporaryFolder }) => {
    const files = await Promise.all(
      Object.entries(cases).map(([alert, { fires, staysQuiet }]) =>
        writeGroups(temporaryFolder, alert, [toGroup(alert, fires, 1), toGroup(alert, staysQuiet, 0)]),
      ),
    )
    expect(await evaluate(...files)).toBe('')
    const swapped = toGroup('Down', cases['Down']?.fires ?? {}, 0)
    expect(await evaluate(await writeGroups(temporaryFolder, 'Down', [swapped]))).toContain('FAILED')
  },
)

test.skipIf(promtool === null)('the texts of the alerts name what is wrong', async () => {
  expect(await evaluate(join(repositoryRoot, 'test/telemetry/alerts.promtool.yaml'))).toBe('')
})
