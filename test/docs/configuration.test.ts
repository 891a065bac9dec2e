import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readConfig, settingNames } from '../../src/config/config.ts'
import { fileVariableNames } from '../../src/config/read-variable-files.ts'

const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')

type Environment = Readonly<Record<string, string>>

/** A row of a table of settings. */
type Setting = {
  readonly name: string
  readonly limits: string
  /** The documented default in the mode; null if the variable is not set. */
  readonly defaultIn: (mode: ModeName) => string | null
}

/** The variables that a start in each mode requires; no mode needs `NODE_ENV`. */
const required = {
  development: {},
  production: {
    DATABASE_URL: 'postgres://coinslot@db.internal/coinslot',
    COINSLOT_SECRET: 'rUj3w0mVY2zq8Xn5tBhC7kLsPdGfAe1Q',
  },
} as const satisfies Record<string, Environment>
type ModeName = keyof typeof required
const modeNames = ['development', 'production'] as const

/** Values of variables whose limits name no other value. */
const samples: Environment = {
  NODE_ENV: 'test',
  HOST: '0.0.0.0',
  METRICS_HOST: '0.0.0.0',
  TRUSTED_PROXIES: '10.0.0.0/8',
  COINSLOT_DATA_DIR: 'elsewhere',
  DATABASE_URL: 'postgres://other@db.internal/other',
  DATABASE_DIRECT_URL: 'postgres://direct@db.internal/coinslot',
  REDIS_URL: 'redis://redis.internal',
  COINSLOT_SECRET: 'Zk8Qw1nRt6YbVx3MpLc9HsDf2GjKe7Ua',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.internal:4318',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector.internal/traces',
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://collector.internal/metrics',
  OTEL_SERVICE_NAME: 'shop',
  WEBHOOK_ALLOWED_HOSTS: 'hooks.internal',
  WEBHOOK_ALLOWED_CIDRS: '10.1.0.0/16',
  COINSLOT_TOKEN: 'cop_example',
  CONSOLE_URL: 'https://coinslot.example.com',
  SMTP_URL: 'smtp://mail.internal',
  MAIL_FROM: 'Coinslot <coinslot@example.com>',
  OIDC_ISSUER: 'https://id.example.com',
  OIDC_CLIENT_ID: 'coinslot',
  OIDC_CLIENT_SECRET: 'a secret of the provider',
  OIDC_ALLOWED_DOMAINS: 'example.com',
}

/** Variables that a value other than the default requires. */
const companions: Readonly<Record<string, Environment>> = {
  TRUSTED_PROXIES: { NODE_ENV: 'development' },
  REDIS_URL: { NODE_ENV: 'development' },
  SMTP_URL: { MAIL_FROM: 'coinslot@example.com' },
  OIDC_ISSUER: { OIDC_CLIENT_ID: 'coinslot', OIDC_CLIENT_SECRET: 'a secret of the provider' },
  COINSLOT_SECRET: { NODE_ENV: 'development' },
  CLUSTER_PROCESSES: { ...required.production, NODE_ENV: 'development', REDIS_URL: 'redis://redis.internal' },
  COINSLOT_ROLE: { ...required.production, NODE_ENV: 'development', REDIS_URL: 'redis://redis.internal' },
  DATABASE_DIRECT_URL: { ...required.production, NODE_ENV: 'development' },
  DATABASE_PREPARED_STATEMENTS: {
    ...required.production,
    NODE_ENV: 'development',
    DATABASE_DIRECT_URL: 'postgres://direct@db.internal/coinslot',
  },
}

function readSettings(): Setting[] {
  return page.split('\n').flatMap((line) => {
    const [name = '', fallback = '', limits = ''] = line
      .slice(1)
      .split('|')
      .map((cell) => cell.trim())
    const [, variable] = /^`([A-Z][A-Z0-9_]*)`$/.exec(name) ?? []
    return variable === undefined ? [] : [{ name: variable, limits, defaultIn: readDefaults(fallback) }]
  })
}

/** `A`, or `A; production: B`, or `A; with DATABASE_URL: B`. */
function readDefaults(cell: string): Setting['defaultIn'] {
  const [general = '', inProduction = general] = cell.split(/; (?:production|with `DATABASE_URL`): /)
  const read = (text: string) => (text === 'not set' ? null : text.replaceAll('`', ''))
  return (mode) => read(mode === 'production' ? inProduction : general)
}

/** Everything that the configuration decides; the reason for the mode is not part of it. */
function readAll(environment: Environment) {
  const { mode, ...config } = readConfig(environment)
  return { ...config, mode: mode.name }
}

/** A valid value that is not the default. */
function otherValue({ name, limits }: Setting, fallback: string | null): string {
  const sample = samples[name]
  if (sample !== undefined) return sample
  if (limits === 'flag') return fallback === 'true' ? 'false' : 'true'
  const choice = Array.from(limits.matchAll(/`([^`]+)`/g), ([, text = '']) => text).find(
    (text) => text !== fallback,
  )
  if (choice !== undefined) return choice
  const [minimum = ''] = /\d+/.exec(limits) ?? []
  return String(fallback === null ? Number(minimum) + 1 : Number(fallback) + 1)
}

const settings = readSettings()

test('the tables describe each variable once, and no other', () => {
  expect(settings.map(({ name }) => name).toSorted()).toEqual([...settingNames].toSorted())
})

test('the page names the variables that can be read from a file, and no other', () => {
  const [, sentence = ''] = /### Secrets in files\n\n([^.]*) can be read from files/.exec(page) ?? []
  const names = Array.from(sentence.matchAll(/`([A-Z_]+)`/g), ([, name]) => name)
  expect(names).toEqual(fileVariableNames)
})

describe.each(modeNames)('in %s', (mode) => {
  test.each(settings)('$name has the documented default', (setting) => {
    const fallback = setting.defaultIn(mode)
    const isRequired = setting.name in required[mode]
    const environment: Environment = required[mode]
    if (fallback === null) {
      if (!isRequired) expect(readAll({ ...environment, [setting.name]: '' })).toEqual(readAll(environment))
    } else {
      expect(readAll({ ...environment, [setting.name]: fallback })).toEqual(readAll(environment))
    }
  })

  // Without this the test above could not fail.
  test.each(settings)('$name changes the configuration when it has another value', (setting) => {
    const environment = { ...required[mode], ...companions[setting.name] }
    const other = otherValue(setting, setting.defaultIn(mode))
    expect(readAll({ ...environment, [setting.name]: other })).not.toEqual(readAll(environment))
  })
})

/** Limits such as `1–100` and `100–60000 ms`. */
const numericSettings = settings.flatMap(({ name, limits }) => {
  const [, minimum, maximum] = /^(\d+)–(\d+)(?: ms)?$/.exec(limits) ?? []
  return minimum === undefined || maximum === undefined
    ? []
    : [{ name, minimum: Number(minimum), maximum: Number(maximum) }]
})

test('most limits are numbers', () => {
  expect(numericSettings.length).toBeGreaterThan(20)
})

test.each(numericSettings)('$name accepts $minimum to $maximum only', ({ name, minimum, maximum }) => {
  const read = (value: number | string) => () =>
    readConfig({ ...required.production, ...companions[name], [name]: String(value) })
  expect(read(minimum)).not.toThrow()
  expect(read(maximum)).not.toThrow()
  expect(read(minimum - 1)).toThrow(name)
  expect(read(maximum + 1)).toThrow(name)
  for (const text of ['1e3', '0x10', ' ', '1.5']) expect(read(text)).toThrow(name)
})
