import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clusterTest as test, expect, vi } from '../support/cluster-test.ts'
import { startServerProcess } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** Prints how many modules of OpenTelemetry a process has loaded when it exits, without its API, which prom-client loads. */
const reportModules = [
  "import { registerHooks } from 'node:module'",
  'const loaded = []',
  'registerHooks({ load(url, context, next) { if (/@opentelemetry.(?!api[^-a-z])/.test(url)) loaded.push(url); return next(url, context) } })',
  "process.on('exit', () => console.log('modules of OpenTelemetry: ' + loaded.length))",
].join(';')

const withReport = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(reportModules)}`,
  COINSLOT_SECRET: testSecret,
}

test.for([
  ['without a variable', {}, 0],
  [
    'with OTEL_SDK_DISABLED',
    { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    0,
  ],
  ['with the exporter none', { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }, 0],
] as const)(
  'a server %s loads no module of OpenTelemetry',
  async ([, environment, count], { cluster, trackChild }) => {
    const child = trackChild(
      await startServerProcess({ ...withReport, DATABASE_URL: cluster.databaseUrl, ...environment }),
    )
    await child.kill('SIGTERM')
    expect(child.output()).toContain(`modules of OpenTelemetry: ${count}`)
  },
)

test('a collector that does not answer delays neither requests nor the stop of a server', async ({
  cluster,
  trackChild,
}) => {
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve)
  })
  const { port } = silent.address() as AddressInfo
  const child = trackChild(
    await startServerProcess({
      ...withReport,
      DATABASE_URL: cluster.databaseUrl,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    }),
  )
  for (let request = 0; request < 20; request += 1) await fetch(child.graphqlUrl)
  const startedAt = performance.now()
  expect(await child.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  // The whole stop has five seconds, of which the collector may take one.
  expect(performance.now() - startedAt).toBeLessThan(4_500)
  expect(child.output()).toMatch(/modules of OpenTelemetry: [1-9]/)
  silent.closeAllConnections()
  silent.close()
})
