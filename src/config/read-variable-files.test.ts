import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as baseTest, expect } from 'vitest'
import { ConfigError } from './config-error.ts'
import { readConfig } from './config.ts'
import { selectMode } from './mode.ts'
import { fileVariableNames, readVariableFiles } from './read-variable-files.ts'

const test = baseTest
  .extend('root', { scope: 'file' }, tmpdir())
  .extend('folder', { scope: 'file' }, ({ root }, { onCleanup }) => {
    const folder = mkdtempSync(join(root, 'coinslot-files-'))
    onCleanup(() => rmSync(folder, { recursive: true }))
    return folder
  })

const url = 'postgres://coinslot:p%40ss@db.internal/coinslot'

function writeValue(folder: string, text: string | Uint8Array): string {
  const file = join(folder, `value-${Math.random()}`)
  writeFileSync(file, text)
  return file
}

test('each variable that holds a secret can be read from a file', ({ folder }) => {
  const file = writeValue(folder, 'value')
  for (const name of fileVariableNames) {
    expect(readVariableFiles({ [`${name}_FILE`]: file, PORT: '1' })).toMatchObject({
      [name]: 'value',
      PORT: '1',
    })
  }
})

test('a configuration with files equals one with the values', ({ folder }) => {
  const values = {
    NODE_ENV: 'production',
    DATABASE_URL: url,
    DATABASE_DIRECT_URL: `${url}?direct`,
    REDIS_URL: 'redis://:secret@redis.internal',
    COINSLOT_SECRET: 'rUj3w0mVY2zq8Xn5tBhC7kLsPdGfAe1Q',
    SMTP_URL: 'smtps://mail:p%40ss@mail.internal',
    MAIL_FROM: 'coinslot@example.com',
    CONSOLE_URL: 'https://coinslot.example.com',
    OIDC_ISSUER: 'https://id.example.com',
    OIDC_CLIENT_ID: 'coinslot',
    OIDC_CLIENT_SECRET: 'a secret of the provider',
    COINSLOT_TOKEN: 'cop_example',
  }
  const secrets: readonly string[] = fileVariableNames
  const files = Object.fromEntries(
    Object.entries(values).map(([name, value]) =>
      secrets.includes(name) ? [`${name}_FILE`, writeValue(folder, value)] : [name, value],
    ),
  )
  expect(Object.keys(files).filter((name) => name.endsWith('_FILE'))).toHaveLength(secrets.length)
  expect(readConfig(files)).toEqual(readConfig(values))
})

test.for(['\n', '\r\n', ''])(
  'the line break %j at the end of a file is not part of the value',
  (end, { folder }) => {
    const file = writeValue(folder, `${url}${end}`)
    expect(readVariableFiles({ DATABASE_URL_FILE: file }).DATABASE_URL).toBe(url)
  },
)

test('a variable that is given both ways stops the start', ({ folder }) => {
  const environment = { DATABASE_URL: url, DATABASE_URL_FILE: writeValue(folder, url) }
  expect(() => readConfig(environment)).toThrow(
    new ConfigError('DATABASE_URL and DATABASE_URL_FILE are both set: set one of them'),
  )
})

test('an empty variable beside a file counts as not set', ({ folder }) => {
  const environment = { DATABASE_URL: '', DATABASE_URL_FILE: writeValue(folder, url), NODE_ENV: 'test' }
  expect(readConfig(environment).databaseUrl).toBe(url)
})

test('a file that cannot be read stops the start, and the message has its name', ({ folder }) => {
  const missing = join(folder, 'missing')
  expect(() => readConfig({ COINSLOT_SECRET_FILE: missing })).toThrow(
    new ConfigError(`COINSLOT_SECRET_FILE: ${missing} cannot be read: ENOENT`),
  )
  expect(() => readConfig({ COINSLOT_SECRET_FILE: folder })).toThrow(`${folder} is no regular file`)
  expect(() => readConfig({ COINSLOT_SECRET_FILE: '/dev/zero' })).toThrow('is no regular file')
})

test.for([
  ['an empty file', '\n', 'is empty'],
  ['a file of several lines', 'one\ntwo\n', 'has more than one line'],
  ['a file that is not text', Uint8Array.of(0x61, 0xff, 0xfe), 'is not UTF-8 text'],
  ['a file that is too large', 'x'.repeat(70_000), 'is larger than 65536 bytes'],
] as const)(
  '%s stops the start, and the message does not have its content',
  ([, content, message], { folder }) => {
    const file = writeValue(folder, content)
    expect(() => readConfig({ REDIS_URL_FILE: file })).toThrow(
      new ConfigError(`REDIS_URL_FILE: ${file} ${message}`),
    )
  },
)

test('a file for a variable that is no secret stops the start', ({ folder }) => {
  const file = writeValue(folder, '5')
  expect(() => readConfig({ DATABASE_POOL_SIZE_FILE: file })).toThrow(
    new ConfigError(
      `DATABASE_POOL_SIZE_FILE is not supported: only ${fileVariableNames.join(', ')} can be read from a file`,
    ),
  )
})

test('a database that is named by a file selects production', ({ folder }) => {
  const environment = { DATABASE_URL_FILE: writeValue(folder, url) }
  expect(selectMode(environment)).toEqual(selectMode({ DATABASE_URL: url }))
  expect(() => readConfig(environment)).not.toThrow()
  expect(readConfig(environment).mode.name).toBe('production')
})
