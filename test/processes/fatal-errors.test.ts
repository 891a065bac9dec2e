import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { spawnServer, waitForOutput, type ChildHandle } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'
import { eventually } from '../support/eventually.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

/** What a process does on a signal, beside the program. The real program has no fault that a test could cause. */
function runOnSignal(statement: string): { readonly NODE_OPTIONS: string } {
  const script = `process.on('SIGUSR2', () => { ${statement} })`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` }
}

const test = clusterTest
  .extend('clusterOptions', { scope: 'file' }, ({ redisUrl }) => ({ processes: 0, redisUrl }))
  .extend('startProduction', ({ cluster, redisUrl, trackChild }) => {
    return async (environment: Readonly<Record<string, string>>) => {
      const child = trackChild(
        spawnServer({
          DATABASE_URL: cluster.databaseUrl,
          REDIS_URL: redisUrl,
          COINSLOT_SECRET: testSecret,
          PORT: '0',
          METRICS_PORT: '0',
          ...environment,
        }),
      )
      await waitForOutput(child, /Coinslot listens on http/)
      return child
    }
  })

type LogLine = {
  readonly level: number
  readonly msg: string
  readonly pid: number
  readonly error?: unknown
}

/** The lines of the output since the start; each of them must be JSON. */
function readLog(child: ChildHandle): LogLine[] {
  const lines = child.output().trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as LogLine)
}

const fatalLevel = 60

test.for([
  ['an exception', 'throw new TypeError("a fault")', 'uncaught exception', 'a fault'],
  ['a rejection', 'Promise.reject(new TypeError("a fault"))', 'unhandled rejection', 'a fault'],
  ['an exception without an error', 'throw "a text"', 'uncaught exception', 'a text'],
  ['a rejection without a reason', 'Promise.reject()', 'unhandled rejection', ''],
  [
    'an exception that cannot be described',
    'throw Object.defineProperty(new Error(), "message", { get() { throw new Error("no message") } })',
    'uncaught exception',
    '',
  ],
] as const)(
  '%s in a production server is one line of JSON at level fatal, and ends the process with 1',
  async ([, statement, message, text], { startProduction }) => {
    const child = await startProduction(runOnSignal(statement))
    process.kill(child.pid, 'SIGUSR2')
    expect(await child.exited).toEqual({ code: 1, signal: null })
    const lines = readLog(child)
    const last = lines.at(-1)
    expect(lines.filter(({ level }) => level === fatalLevel)).toEqual([last])
    expect(last?.msg).toBe(`${message}; the process ends`)
    expect(JSON.stringify(last)).toContain(text)
  },
)

test('an exception in one process of a cluster is one line of JSON at level fatal, and the process is replaced', async ({
  startProduction,
}) => {
  const primary = await startProduction({
    ...runOnSignal('throw new TypeError("a fault")'),
    CLUSTER_PROCESSES: '2',
  })
  const listening = () =>
    readLog(primary).flatMap((line) =>
      line.msg === 'process listening' ? [line as LogLine & { child: number }] : [],
    )
  const [first] = listening()
  process.kill(first?.child ?? 0, 'SIGUSR2')
  await eventually(() => expect(listening()).toHaveLength(3), { timeoutMs: 90_000 })
  expect(readLog(primary).filter(({ level }) => level === fatalLevel)).toEqual([
    expect.objectContaining({ pid: first?.child, msg: 'uncaught exception; the process ends' }),
  ])
})
