import { startEmulator } from '@coinslot/store-emulator'
import { describe, expect, vi } from 'vitest'
import { cliTest as test } from './cli-test.ts'
import { runCli, runCliJson, type CreatedApp, type CreatedServerKey } from './run-cli.ts'

/** Each test starts processes, which can take long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

describe('apps and server keys', () => {
  test('a new app has its keys, the given settings and safe defaults', ({ app }) => {
    expect(app).toEqual({
      key: expect.stringMatching(/^ak_/),
      name: 'Arcade',
      consumeModel: 'SERVER_TO_SERVER',
      requireUserToken: true,
      sandboxPolicy: 'TESTERS_ONLY',
      sandboxTesterUserIds: ['bob', 'eve'],
      acknowledgeOn: 'CONSUMED',
      unconsumedPolicy: 'ALLOW_AUTO_REFUND',
      refundReviewPolicy: 'MANUAL',
      sendConsumptionInfo: false,
      serverKey: expect.stringMatching(/^csk_/),
      userTokenSecret: expect.stringMatching(/^.{40,}$/),
    })
  })

  test('an update changes only the given settings', async ({ environment }) => {
    const created = await runCliJson<CreatedApp>(
      ['app', 'create', '--name', 'Old', '--consume-model', 'built-in'],
      environment,
    )
    const update = [
      'app',
      'update',
      '--app',
      created.key,
      '--name',
      'New',
      '--user-token',
      '--sandbox-policy',
      'allow',
      '--acknowledge-on',
      'completed',
      '--refund-review-policy',
      'answer-from-record',
      '--send-consumption-info',
    ]
    const changed = {
      name: 'New',
      requireUserToken: true,
      sandboxPolicy: 'ALLOW',
      acknowledgeOn: 'COMPLETED',
      refundReviewPolicy: 'ANSWER_FROM_RECORD',
      sendConsumptionInfo: true,
    }
    const unchanged = {
      consumeModel: 'BUILT_IN',
      sandboxTesterUserIds: [],
      unconsumedPolicy: 'ALLOW_AUTO_REFUND',
    }
    const expected = { key: created.key, ...unchanged, ...changed }
    expect(await runCliJson(update, environment)).toEqual(expected)
    expect(await runCliJson(['app', 'list'], environment)).toContainEqual(expected)
    const { stdout } = await runCli(['app', 'list'], environment)
    expect(stdout).toMatch(new RegExp(`^${created.key}  New +BUILT_IN +true +ALLOW +-$`, 'm'))
  })

  test('a server key is created, listed without its secret and revoked', async ({ environment, app }) => {
    const create = ['server-key', 'create', '--app', app.key, '--name', 'shard 7', '--role', 'reader']
    const key = await runCliJson<CreatedServerKey>(create, environment)
    expect(key).toMatchObject({
      role: 'READER',
      revokedAt: null,
      secret: expect.stringContaining(key.prefix),
    })
    const listed = await runCli(['server-key', 'list', '--app', app.key], environment)
    expect(listed.stdout).toContain(key.id)
    expect(listed.stdout).not.toContain(key.secret)
    const revoked = await runCliJson<CreatedServerKey>(
      ['server-key', 'revoke', key.id, '--app', app.key],
      environment,
    )
    expect(revoked.revokedAt).toMatch(/^20/)
  })
})

describe('stores and items', () => {
  test('the App Store and the Test store are connected, listed without credentials and checked', async ({
    environment,
    app,
    writeSecret,
  }) => {
    const emulator = await startEmulator()
    const { appStore, testStore } = emulator.credentials
    const appOption = ['--app', app.key]
    await runCliJson(
      [
        ...['store', 'connect', 'app-store', ...appOption, '--bundle-id', appStore.bundleId],
        ...['--issuer-id', appStore.issuerId, '--key-id', appStore.keyId],
        ...['--private-key-file', await writeSecret('key.p8', appStore.privateKey)],
        ...['--production-url', appStore.productionUrl, '--sandbox-url', appStore.sandboxUrl],
        ...['--root-certificates-file', await writeSecret('roots', appStore.rootCertificates.join('\n'))],
      ],
      environment,
    )
    await runCliJson(
      [
        ...[
          'store',
          'connect',
          'test-store',
          ...appOption,
          '--bundle-id',
          testStore.bundleId,
          '--base-url',
          testStore.baseUrl,
        ],
        ...['--api-secret-file', await writeSecret('api-secret', testStore.apiSecret)],
        ...['--receipt-public-key-file', await writeSecret('public-key', testStore.receiptPublicKey)],
      ],
      environment,
    )
    const listed = await runCli(['store', 'list', ...appOption], environment)
    expect(listed.stdout).toMatch(/^APP_STORE +com\.example\.arcade +true/m)
    expect(listed.stdout).toMatch(/^TEST_STORE +\S+ +true/m)
    expect(listed.stdout).not.toContain(testStore.apiSecret)
    for (const store of ['app-store', 'test-store']) {
      expect(await runCliJson(['store', 'check', store, ...appOption], environment)).toMatchObject({
        ok: true,
      })
    }
    await emulator.close()
    const { exitCode, stderr } = await runCli(['store', 'check', 'test-store', ...appOption], environment)
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^(TEST_STORE|STORE_UNAVAILABLE): .+\n$/)])
  })

  test('an item is created, changed and listed', async ({ environment, app }) => {
    const item = ['item', 'upsert', 'gems', '--app', app.key, '--name']
    const product = 'app-store=com.example.arcade.gems'
    const expected = { itemId: 'gems', name: 'Gems', type: 'CONSUMABLE', enabled: true }
    expect(await runCliJson([...item, 'Gems', '--product', product], environment)).toEqual({
      ...expected,
      storeProducts: ['APP_STORE=com.example.arcade.gems'],
    })
    await runCliJson([...item, 'Old gems', '--disabled'], environment)
    const listed = await runCliJson(['item', 'list', '--app', app.key], environment)
    expect(listed).toEqual([{ ...expected, name: 'Old gems', enabled: false }])
  })
})
