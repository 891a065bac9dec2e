import { startBenchMachine } from './bench-machine.ts'
import { insertPayments } from './many-payments.ts'
import { makeBenchProject } from './project.ts'
import { writePgbenchScript, runPgbench } from './pgbench.ts'
import { readFileSync } from 'node:fs'
import postgres from 'postgres'
const m = await startBenchMachine()
try {
  const p = await makeBenchProject(m)
  await insertPayments(m.databaseUrl, p.appId, 'pgbench', 60000)
  const script = await writePgbenchScript({
    databaseUrl: m.databaseUrl,
    appId: p.appId,
    series: 'pgbench',
    folder: m.folder,
  })
  console.log(readFileSync(script, 'utf8').slice(0, 1500))
  const sql = postgres(m.databaseUrl)
  await sql`vacuum analyze`
  const count = async () => Number((await sql`select count(*) n from consumes`)[0]!.n)
  for (const [clients, offset] of [
    [1, 0],
    [8, 10000],
    [32, 30000],
  ] as const) {
    const before = await count()
    const r = await runPgbench({
      databaseUrl: m.databaseUrl,
      script,
      clients,
      seconds: 2,
      offset,
      perClient: Math.floor(20000 / clients),
    })
    console.log(clients, r, 'really consumed', (await count()) - before)
  }
  await sql.end()
} finally {
  await m.close()
}
