import { readFileSync } from 'node:fs'
import type { Sql } from 'postgres'
import { parse } from 'yaml'
import { z } from 'zod'
import { selectJobCounts } from '../../src/db/queries/job-counts.ts'
import {
  advanceTime,
  injectFault,
  requestRefundReview,
  type EmulatorAddress,
} from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import {
  buyItem,
  buyUnverified,
  createBuyer,
  expectField,
  toConsumeInput,
  type Buyer,
} from '../support/purchase-client.ts'
import { describe, expect } from '../support/test.ts'
import { sellOutsideApp, unattributedSaleTest } from '../support/unattributed-sale-fixture.ts'
import { parsePromql } from './parse-promql.ts'
import { baseName, parseScrape, type ScrapedMetric } from './prometheus-text.ts'

/** The alert rules, the dashboard and the documented table are compared with the scrape of a server that has done everything once. */

const readText = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const minuteMs = 60_000
const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const

const test = unattributedSaleTest
  .extend('serverOptions', { scope: 'file' }, ({ redisUrl }) => ({
    notifications: true,
    redisUrl,
    environment: { WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', WEBHOOK_RETRY_INITIAL_DELAY_MS: '60000' },
  }))
  .extend(
    'scrape',
    { scope: 'file' },
    async ({ server, emulator, admin, notifications, sql }): Promise<ReadonlyMap<string, ScrapedMetric>> => {
      const buyer = await createBuyer(server, { userId: 'tester', as: 'server' })
      for (const store of stores) {
        await admin.mutate('consumePayment', toConsumeInput((await buyItem(buyer, { store })).payment))
        await buyItem(buyer, { store })
      }
      const { storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
      await requestRefundReview(emulator, storePurchase.id)
      await sellOutsideApp({ emulator, admin, notifications }, 'GOOGLE_PLAY')
      const url = 'http://127.0.0.1:9/'
      expectField(await admin.mutate('createWebhookEndpoint', { url }), 'webhookEndpoint')
      const { paymentEvents } = await admin.query('{ paymentEvents(first: 1) { edges { cursor } } }')
      const cursor = paymentEvents.edges[0]?.cursor ?? ''
      expectField(await admin.mutate('ackEvents', { consumer: 'ledger', cursor }), 'consumer')
      await failVerifications(buyer, emulator)
      await addPendingWork(sql)
      await advanceTime(emulator, 20 * minuteMs)
      return eventually(async () => {
        const metrics = parseScrape(await (await fetch(`${server.instance.url}/metrics`)).text())
        expect(metrics.get('coinslot_event_consumer_lag_events')?.seriesCount).toBe(1)
        return metrics
      })
    },
  )

/** Lets a store fail until it is not called any more. */
async function failVerifications(buyer: Buyer, emulator: EmulatorAddress): Promise<void> {
  const { purchase, storePurchase } = await buyUnverified(buyer, { store: 'ONE_STORE' })
  await injectFault(emulator, { store: 'ONE_STORE', status: 503 })
  const input = { purchaseId: purchase.id, userId: buyer.userId, receipt: storePurchase.receipt }
  const verify = () => buyer.client.mutate('verifyPurchase', input)
  for (let attempt = 0; attempt < 4; attempt += 1) await verify()
}

/** A job that failed too often, and a notification that waits. */
async function addPendingWork(sql: Sql): Promise<void> {
  await sql`select graphile_worker.add_job('prune', job_key => 'failed', run_at => now() + interval '99 hours')`
  await sql`update graphile_worker._private_jobs set attempts = max_attempts where key = 'failed'`
  await sql`
    update notifications set next_attempt_at = now() + interval '99 hours'
    where id = (select id from notifications limit 1)`
}

const alertFile = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Coinslot[A-Za-z]+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[mh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({
            summary: z.string().min(10),
            description: z.string().min(10),
            runbook_url: z.string(),
          }),
        }),
      ),
    }),
  ),
})

const dashboardFile = z.object({
  title: z.string(),
  uid: z.string(),
  schemaVersion: z.number(),
  templating: z.object({ list: z.array(z.object({ name: z.literal('datasource') }).loose()).length(1) }),
  panels: z.array(
    z.object({
      id: z.number(),
      title: z.string().min(1),
      type: z.enum(['row', 'timeseries', 'stat']),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z
        .array(
          z
            .object({
              expr: z.string(),
              refId: z.string(),
              datasource: z.object({ uid: z.string() }).loose(),
            })
            .loose(),
        )
        .default([]),
    }),
  ),
})

const alerts = alertFile
  .parse(parse(readText('deploy/prometheus/alerts.yaml')))
  .groups.flatMap(({ rules }) => rules)
const { panels } = dashboardFile.parse(JSON.parse(readText('deploy/grafana/coinslot.json')))
const page = readText('docs/monitoring.md')

type DocumentedMetric = { readonly type: string; readonly labels: readonly string[]; readonly text: string }

/** The rows of the table of metrics. */
const documented = new Map<string, DocumentedMetric>(
  page.split('\n').flatMap((line) => {
    const [name = '', type = '', labels = '', text = ''] = line
      .slice(1)
      .split('|')
      .map((cell) => cell.trim())
    const [, metric] = /^`(coinslot_\w+)`$/.exec(name) ?? []
    if (metric === undefined) return []
    return [
      [metric, { type, labels: Array.from(labels.matchAll(/\w+/g), ([label]) => label), text }] as const,
    ]
  }),
)

const queries = [
  ...alerts.map(({ alert, expr }) => ({ where: alert, expr })),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: title, expr }))),
]

/** Prometheus adds it to every series. */
const targetLabels = ['instance', 'le']

describe('a running server', () => {
  test('has exactly the metrics of the documented table, with their types and labels', ({ scrape }) => {
    const own = [...scrape].filter(([name]) => name.startsWith('coinslot_'))
    expect(own.map(([name, { type }]) => `${name} ${type}`).toSorted()).toEqual(
      [...documented].map(([name, { type }]) => `${name} ${type}`).toSorted(),
    )
    for (const [name, { labels, seriesCount }] of own) {
      const expected = seriesCount === 0 ? [] : (documented.get(name)?.labels ?? [])
      expect([...labels].toSorted(), name).toEqual(expected.toSorted())
    }
  })

  test('names its metrics by the conventions of Prometheus', ({ scrape }) => {
    for (const [name, { type }] of scrape) {
      if (!name.startsWith('coinslot_')) continue
      expect(name.endsWith('_total'), name).toBe(type === 'counter')
      expect(name).not.toMatch(/_(?:ms|millis|minutes|hours|kb|mb)(?:_|$)/)
    }
  })

  test('has a series of each metric that a query uses', ({ scrape }) => {
    const used = queries.flatMap(({ expr }) => parsePromql(expr).selectors.map(({ metric }) => metric))
    const missing = used.filter((metric) => (scrape.get(baseName(scrape, metric))?.seriesCount ?? 0) === 0)
    expect(new Set(missing)).toEqual(new Set())
  })

  test('has no series with an AppKey, a user or a UUID, except for the largest lags of consumers', ({
    scrape,
  }) => {
    for (const [name, { values, seriesCount }] of scrape) {
      expect(seriesCount, name).toBeLessThan(300)
      for (const [label, each] of values) {
        if (name === 'coinslot_event_consumer_lag_events' && label === 'app') continue
        expect([...each].join(' '), `${name} ${label}`).not.toMatch(
          /\b(?:ak|app|usr)_[0-9a-z]{26}\b|tester|[\da-f]{8}-[\da-f]{4}-/,
        )
      }
    }
  })
})

test('a job that runs for long is due and not late', async ({ services, sql }) => {
  // In one transaction, so that no worker of the server sees the job before it is locked.
  await sql.begin(async (transaction) => {
    await transaction`select graphile_worker.add_job('reconcile', job_key => 'running', run_at => now() - interval '2 hours')`
    await transaction`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a test' where key = 'running'`
  })
  const findLateness = async () => {
    const counts = await selectJobCounts(services.db)
    const count = counts.find(({ task }) => task === 'reconcile')
    return { due: count?.due, isLate: (count?.oldestDueSeconds ?? 0) > 3_600 }
  }
  expect(await findLateness()).toEqual({ due: 1, isLate: false })
  await sql`delete from graphile_worker._private_jobs where key = 'running'`
})

describe.each(queries)('the query of $where', ({ expr }) => {
  test(`${expr} uses labels and values that the metrics have`, ({ scrape }) => {
    const { selectors, groupings } = parsePromql(expr)
    const labels = new Set(targetLabels)
    for (const { metric, matchers } of selectors) {
      const scraped = scrape.get(baseName(scrape, metric))
      for (const label of scraped?.labels ?? []) labels.add(label)
      for (const { label, value, isPattern } of matchers) {
        expect(scraped?.labels, metric).toContain(label)
        const known = [...(scraped?.values.get(label) ?? []), ...documentedValues(baseName(scrape, metric))]
        const alternatives = isPattern ? value.split('|') : [value]
        // A pattern such as `5..` has no value that could be looked up.
        const unknown = alternatives.filter((each) => !each.includes('.') && !known.includes(each))
        expect(unknown, `${metric} ${label}`).toEqual([])
      }
    }
    expect(groupings.filter((label) => !labels.has(label))).toEqual([])
  })
})

function documentedValues(metric: string): string[] {
  return Array.from(documented.get(metric)?.text.matchAll(/`([^`]+)`/g) ?? [], ([, value = '']) => value)
}

test('each alert has a runbook in the documentation', () => {
  const headings = Array.from(page.matchAll(/^### (Coinslot\w+)$/gm), ([, heading = '']) => heading)
  expect(alerts.map(({ alert }) => alert).toSorted()).toEqual(headings.toSorted())
  for (const { alert, annotations } of alerts) {
    expect(annotations.runbook_url).toBe(`docs/monitoring.md#${alert.toLowerCase()}`)
  }
})

test('the panels of the dashboard have ids of their own and do not overlap', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  for (const [index, { gridPos: a, title }] of panels.entries()) {
    expect(a.x + a.w, title).toBeLessThanOrEqual(24)
    for (const { gridPos: b, title: other } of panels.slice(index + 1)) {
      const isApart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
      expect(isApart, `${title} and ${other}`).toBe(true)
    }
  }
})
