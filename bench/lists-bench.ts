import type { BenchEnvironment, BenchScale } from './bench-environment.ts'
import { createBenchProject, type BenchProject } from './bench-project.ts'
import { measureLoad } from './harness/measure-load.ts'
import { measureRounds, type Candidate, type MeasuredTable, type Measurement } from './harness/rounds.ts'
import { generateLoad } from './http-load.ts'
import { createBenchDatabase } from './bench-database.ts'
import { insertListedPayments } from './list-data.ts'
import {
  readPages,
  startCoinslot,
  startMercurius,
  startPostgraphile,
  type ListServer,
} from './list-servers.ts'

const scales = {
  short: { clientCounts: [32], seconds: 1.75, rounds: 3 },
  full: { clientCounts: [8, 32], seconds: 5, rounds: 5 },
} as const
/** Long enough for V8 to optimize what a page needs. */
const warmUpMs = 3_000

type List = ListServer & { readonly bodies: readonly string[] }

/** Pages of 20 payments with their users, items and consumes, compared with two servers on the same database. */
export async function benchLists(
  shared: BenchEnvironment,
  _project: BenchProject,
  scaleName: BenchScale,
): Promise<MeasuredTable> {
  const { clientCounts, seconds, rounds } = scales[scaleName]
  const { environment, drop } = await createBenchDatabase(shared, 'lists')
  const project = await createBenchProject(environment)
  await insertListedPayments(environment.databaseUrl, project.appId)
  const servers: ListServer[] = []
  try {
    const starts = [startCoinslot, startMercurius, startPostgraphile].map((start) =>
      start(environment, project),
    )
    for (const start of starts) servers.push(await start)
    const lists = await Promise.all(
      servers.map(async (server): Promise<List> => ({ ...server, bodies: await readPages(server) })),
    )
    for (const list of lists) await generateLoad(loadOf(list, 32, warmUpMs))
    const [coinslot, ...peers] = lists
    if (coinslot === undefined) throw new Error('no server was started')
    const read = (list: List, clients: number): Promise<Measurement> => {
      const processes = { api: list.server.pid, postgres: environment.postgresPid }
      return measureLoad(loadOf(list, clients, seconds * 1_000), processes)
    }
    const candidates = clientCounts.flatMap((clients) =>
      peers.map((peer): Candidate => ({
        name: `beside ${peer.name}, ${clients} clients`,
        measure: () => read(coinslot, clients),
        measureLimit: async () => (await read(peer, clients)).perSecond,
      })),
    )
    return {
      id: 'lists',
      title: 'How fast is a list beside other GraphQL servers on the same tables?',
      note: 'Pages of 20 payments with user, item and consume, one process each, ten connections. Mercurius serves the same schema, resolvers and statements behind the same authentication, without limits of rates and costs; PostGraphile serves the tables with one index more and statistics of all columns, and authenticates nobody.',
      rows: await measureRounds(candidates, rounds),
    }
  } finally {
    await Promise.all(servers.map(({ server }) => server.stop()))
    await drop()
  }
}

function loadOf({ server, headers, bodies }: List, clients: number, durationMs: number) {
  let sent = 0
  const nextBody = () => bodies[sent++ % bodies.length] ?? null
  return {
    url: server.url,
    clients,
    durationMs,
    headers,
    expected: /^\{"data".*"hasNextPage":true/s,
    nextBody,
  }
}
