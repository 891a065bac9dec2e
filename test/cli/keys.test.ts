import { createHash, generateKeyPairSync } from 'node:crypto'
import { runCli, runCliJson, type CliEnvironment } from './run-cli.ts'
import { cliTest as test } from './cli-test.ts'
import { expect, vi } from 'vitest'

/** Each command is a process of its own. */
vi.setConfig({ testTimeout: 120_000 })

type Fields = { readonly [name: string]: string | null }

const createRun =
  (environment: CliEnvironment, appKey: string) =>
  <Result = Fields>(...args: string[]) =>
    runCliJson<Result>([...args, '--app', appKey], environment)

test('a server key with an expiry is created, renamed and rotated', async ({ environment, app }) => {
  const run = createRun(environment, app.key)
  const expires = '2099-01-31T00:00:00.000Z'
  const created = await run('server-key', 'create', '--name', 'shard', '--expires', expires)
  expect(created).toMatchObject({ status: 'ACTIVE', expiresAt: expires })
  const id = created['id'] ?? ''
  expect(await run('server-key', 'rename', id, '--name', 'Seoul')).toMatchObject({ id, name: 'Seoul' })
  const rotated = await run('server-key', 'rotate', id, '--overlap-seconds', '60')
  expect(rotated).toMatchObject({ name: 'Seoul', expiresAt: null, secret: expect.stringMatching(/^csk_/) })
  expect((await run<Fields[]>('server-key', 'list')).find((key) => key['id'] === id)).toMatchObject({
    status: 'EXPIRES_SOON',
  })
  const wrong = await runCli(
    ['server-key', 'create', '--app', app.key, '--name', 'x', '--expires', 'tomorrow'],
    environment,
  )
  expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('2027-01-31T00:00:00Z') })
})

test('a public key of user tokens is registered from a file, replaced and withdrawn', async ({
  environment,
  app,
  writeSecret,
}) => {
  const run = createRun(environment, app.key)
  const register = async (name: string, ...options: string[]) => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const file = await writeSecret(name, publicKey.export({ type: 'spki', format: 'pem' }) as string)
    return run('user-token-key', 'register', file, ...options)
  }
  const first = await register('first.pem', '--kid', 'first')
  expect(first).toMatchObject({ kid: 'first', algorithm: 'EDDSA', expiresAt: null })
  const replaces = ['--replaces', first['id'] ?? '', '--overlap-seconds', '3600']
  const next = await register('next.pem', '--kid', 'next', ...replaces)
  expect(await run<Fields[]>('user-token-key', 'list')).toMatchObject([
    { id: next['id'], expiresAt: null },
    { id: first['id'], expiresAt: expect.any(String) },
  ])
  await run('user-token-key', 'withdraw', first['id'] ?? '')
  expect(await run<Fields[]>('user-token-key', 'list')).toHaveLength(1)
})

test('operations are pushed from documents and manifests, listed and deleted', async ({
  environment,
  app,
  writeSecret,
}) => {
  const run = createRun(environment, app.key)
  const [items, prices] = [
    'query Items { items { nodes { itemId } } }\n',
    'query Names { items { nodes { name } } }',
  ]
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
  const operations = [{ id: hashOf(prices), name: 'Names', type: 'query', body: prices }]
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations }
  const files = [
    await writeSecret('items.graphql', items),
    await writeSecret('apollo.json', JSON.stringify(manifest)),
    await writeSecret('relay.json', JSON.stringify({ [`sha256:${hashOf(prices)}`]: prices })),
  ]
  const pushed = await run<Fields[]>('operations', 'push', ...files)
  expect(pushed.map(({ documentId }) => documentId)).toEqual(
    [items, prices, prices].map((text) => `sha256:${hashOf(text)}`),
  )
  expect(await run<Fields[]>('operations', 'list')).toHaveLength(2)
  await run('operations', 'delete', `sha256:${hashOf(items)}`)
  expect(await run<Fields[]>('operations', 'list')).toHaveLength(1)

  const wrong = await writeSecret('md5.json', JSON.stringify({ d41d8cd98f00b204e9800998ecf8427e: items }))
  const refused = await runCli(['operations', 'push', '--app', app.key, wrong], environment)
  expect(refused).toMatchObject({ stderr: expect.stringContaining('use SHA-256') })
  expect(refused.exitCode).not.toBe(0)
  const forbidden = await writeSecret('forbidden.graphql', '{ payments { nodes { id } } }')
  const failed = await runCli(['operations', 'push', '--app', app.key, forbidden], environment)
  expect(failed).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('may not use the field "payments"'),
  })
})

test('the origins and the operations policy of an app are changed', async ({ environment, app }) => {
  const run = createRun(environment, app.key)
  const origin = ['--allowed-origin', 'https://Game.example.com/']
  const updated = await run<object>('app', 'update', ...origin, '--operations-policy', 'persisted-only')
  expect(updated).toMatchObject({
    allowedOrigins: ['https://game.example.com'],
    operationsPolicy: 'PERSISTED_ONLY',
  })
  expect(await run<object>('app', 'update', '--allowed-origin', '')).toMatchObject({ allowedOrigins: [] })
})
