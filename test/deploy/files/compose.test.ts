import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test as baseTest } from 'vitest'
import { parse } from 'yaml'
import { readConfig, settingNames } from '../../../src/config/config.ts'
import { fileVariableNames } from '../../../src/config/read-variable-files.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

type Service = {
  readonly image: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly networks: readonly string[]
  readonly secrets: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: object
  readonly stop_grace_period?: string
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, unknown>> } }
}

type Compose = {
  readonly services: Readonly<Record<string, Service>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}

const compose = parse(readFileSync(join(root, 'compose.yaml'), 'utf8'), { merge: true }) as Compose
const services = Object.entries(compose.services).map(([name, service]) => ({ name, service }))
const servers = services.filter(({ name }) => ['api', 'worker'].includes(name))

const createSecrets = (folder: string) =>
  execFileSync(join(root, 'deploy/create-secrets.sh'), [folder], { stdio: ['ignore', 'pipe', 'pipe'] })

const test = baseTest
  .extend('root', { scope: 'file' }, tmpdir())
  .extend('secrets', { scope: 'file' }, ({ root: parent }, { onCleanup }) => {
    const folder = mkdtempSync(join(parent, 'coinslot-secrets-'))
    onCleanup(() => rmSync(folder, { recursive: true }))
    createSecrets(join(folder, 'secrets'))
    return join(folder, 'secrets')
  })

const readFolder = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))

describe.each(services)('the service $name of compose.yaml', ({ name, service }) => {
  test('it has no privilege, and limits', () => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      deploy: { resources: { limits: { cpus: expect.any(String), memory: expect.any(String) } } },
    })
  })

  test('it has an image of a fixed version', () => {
    expect(service.image).toMatch(/:(\d+\.\d+|\$\{.*:\d+\.\d+\.\d+\})/)
    expect(service.image).not.toContain('latest')
  })

  test('its environment has no secret', () => {
    for (const [variable, value] of Object.entries(service.environment ?? {})) {
      expect(variable).not.toMatch(/^(DATABASE_URL|REDIS_URL|COINSLOT_SECRET|POSTGRES_PASSWORD)$/)
      expect(value).not.toMatch(/:\/\//)
    }
  })

  test('only the API is published, to this machine, and the data is in a network of its own', () => {
    const published = name === 'api' ? ['127.0.0.1:${COINSLOT_PORT:-4000}:4000'] : undefined
    expect(service.ports).toEqual(published)
    if (['postgres', 'redis'].includes(name)) expect(service.networks).toEqual(['internal'])
    expect(compose.networks['internal']).toEqual({ internal: true })
  })
})

describe.each(servers)('the server $name of compose.yaml', ({ service }) => {
  test('it waits for PostgreSQL and Redis, and has time to stop', () => {
    expect(service.depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    })
    for (const dependency of Object.keys(service.depends_on ?? {})) {
      expect(compose.services[dependency]?.healthcheck).toBeDefined()
    }
    expect(Number.parseInt(service.stop_grace_period ?? '', 10)).toBeGreaterThan(5)
  })

  test('it starts in production with the created secrets', ({ secrets }) => {
    const known = [...settingNames, ...fileVariableNames.map((variable) => `${variable}_FILE`)]
    const environment = Object.entries(service.environment ?? {}).map(([variable, value]) => {
      expect(known).toContain(variable)
      const [, secret] = /^\/run\/secrets\/(.*)$/.exec(value) ?? []
      if (secret === undefined) return [variable, value.replace(/^\$\{\w+:-(.*)\}$/, '$1')]
      expect(service.secrets).toContain(secret)
      return [variable, join(secrets, basename(compose.secrets[secret]!.file))]
    })
    const config = readConfig({ ...(Object.fromEntries(environment) as object), NODE_ENV: 'production' })
    expect(config.databaseUrl).toMatch(/^postgres:\/\/coinslot:[0-9a-f]{64}@postgres:5432\/coinslot$/)
    expect(config.redisUrl).toMatch(/^redis:\/\/coinslot:[0-9a-f]{64}@redis:6379$/)
    expect(config.secrets).toHaveLength(1)
    expect(config.trustedProxies).toEqual(['172.28.40.1'])
  })
})

test('create-secrets.sh creates each secret of compose.yaml', ({ secrets }) => {
  const files = Object.values(compose.secrets).map(({ file }) => file)
  expect(files.toSorted()).toEqual(
    readdirSync(secrets)
      .map((name) => `secrets/${name}`)
      .toSorted(),
  )
})

test('only the owner can enter the folder of the secrets, and containers can read the files', ({
  secrets,
}) => {
  expect(statSync(secrets).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(secrets)) expect(statSync(join(secrets, name)).mode & 0o777).toBe(0o444)
})

test('create-secrets.sh replaces no secret, and completes what is missing', ({ secrets }) => {
  const before = readFolder(secrets)
  rmSync(join(secrets, 'database_url'))
  rmSync(join(secrets, 'redis_url'))
  createSecrets(secrets)
  expect(readFolder(secrets)).toEqual(before)
})

test('each run creates other secrets', ({ secrets }) => {
  const other = join(secrets, '..', 'other')
  createSecrets(other)
  const [one, two] = [readFolder(secrets), readFolder(other)]
  for (const name of Object.keys(one)) expect(two[name], name).not.toBe(one[name])
})
