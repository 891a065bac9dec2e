import { drizzle } from 'drizzle-orm/postgres-js'
import { insertDueSubscriptionJobs } from '../src/db/queries/insert-due-subscription-jobs.ts'
import { connectRecorded, explain, nodesOf, type Executed } from '../test/support/explain-plan.ts'
import { insertGeneratedSubscriptions } from '../test/support/generated-subscriptions.ts'
import type { BenchEnvironment } from './bench-environment.ts'
import { createBenchProjects } from './bench-project.ts'
import { formatTable, ms } from './table.ts'

const counts = { all: 1_000_000, projects: 20, dueOfFirst: 50_000, dueOfOthers: 5 }
/** What Google Play allows in a minute. */
const limit = 3_000
const runs = 10

/** How long the schedule takes to pick what is due among a million subscriptions, of which one AppKey has a long backlog. */
export async function benchSchedule(environment: BenchEnvironment): Promise<string> {
  const executed: Executed[] = []
  const sql = await connectRecorded(environment.databaseUrl, executed)
  const now = new Date()
  try {
    const projects = await createBenchProjects(environment, counts.projects)
    for (const [index, { appId }] of projects.entries()) {
      const count = counts.all / counts.projects
      const dueCount = index === 0 ? counts.dueOfFirst : counts.dueOfOthers
      await insertGeneratedSubscriptions(sql, { appId, count, dueCount, now })
    }
    await sql`vacuum analyze subscriptions`
    const due = { now, nextCheckAt: new Date(now.getTime() + 600_000), limit }
    const latencies: number[] = []
    let picked = 0
    for (let run = 0; run < runs; run += 1) {
      const startedAt = performance.now()
      picked += await insertDueSubscriptionJobs({ sql, orm: drizzle(sql) }, due)
      latencies.push(performance.now() - startedAt)
    }
    const statement = executed.findLast(({ text }) => text.includes('with candidate as'))
    if (statement === undefined) throw new Error('the statement was not executed')
    const scans = nodesOf(await explain(sql, statement)).map((node) => node['Node Type'])
    latencies.sort((a, b) => a - b)
    const title = `### Schedule with ${counts.all.toLocaleString('en')} subscriptions`
    const table = formatTable(
      ['picked in a run', 'p50 ms', 'max ms', 'sequential scans'],
      [
        [
          String(picked / runs),
          ms(latencies[Math.floor((runs - 1) / 2)] ?? 0),
          ms(latencies.at(-1) ?? 0),
          String(scans.filter((node) => node === 'Seq Scan').length),
        ],
      ],
    )
    return `${title}\n\n${table}`
  } finally {
    await sql.end()
  }
}
