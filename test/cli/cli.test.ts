import { userInfo } from 'node:os'
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
      acknowledgeBy: 'SERVER',
      unconsumedPolicy: 'ALLOW_AUTO_REFUND',
      refundReviewPolicy: 'MANUAL',
      sendConsumptionInfo: false,
      accountTokenPolicy: 'STRICT',
      familySharingPolicy: 'REFUSE',
      subscriptionRefundPolicy: 'FOLLOW_STORE',
      subscriptionLeewayHours: 24,
      operationsPolicy: 'ANY',
      allowedOrigins: [],
      reportingTimeZone: 'UTC',
      refundApprovalLimits: [],
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
      '--acknowledge-by',
      'client',
      '--refund-review-policy',
      'answer-from-record',
      '--send-consumption-info',
      '--account-token-policy',
      'allow-unknown',
      '--family-sharing-policy',
      'allow',
      '--subscription-refund-policy',
      'end-at-once',
      '--subscription-leeway-hours',
      '48',
      '--allowed-origin',
      'https://game.example.com',
      '--reporting-time-zone',
      'Asia/Seoul',
      '--refund-approval-limit',
      '100.50 USD',
      '--refund-approval-limit',
      '50000 KRW',
    ]
    const changed = {
      name: 'New',
      requireUserToken: true,
      sandboxPolicy: 'ALLOW',
      acknowledgeOn: 'COMPLETED',
      acknowledgeBy: 'CLIENT',
      refundReviewPolicy: 'ANSWER_FROM_RECORD',
      sendConsumptionInfo: true,
      accountTokenPolicy: 'ALLOW_UNKNOWN',
      familySharingPolicy: 'ALLOW',
      subscriptionRefundPolicy: 'END_AT_ONCE',
      subscriptionLeewayHours: 48,
      allowedOrigins: ['https://game.example.com'],
      reportingTimeZone: 'Asia/Seoul',
      refundApprovalLimits: ['100.5 USD', '50000 KRW'],
    }
    const unchanged = {
      consumeModel: 'BUILT_IN',
      sandboxTesterUserIds: [],
      unconsumedPolicy: 'ALLOW_AUTO_REFUND',
      operationsPolicy: 'ANY',
    }
    const expected = { key: created.key, ...unchanged, ...changed }
    expect(await runCliJson(update, environment)).toEqual(expected)
    expect(await runCliJson(['app', 'list'], environment)).toContainEqual(expected)
    const { stdout } = await runCli(['app', 'list'], environment)
    expect(stdout).toMatch(new RegExp(`^${created.key}  New +BUILT_IN +true +ALLOW +-$`, 'm'))
  })

  test('the user secret is rotated, listed without its text and withdrawn, and the audit log shows it', async ({
    environment,
    app,
  }) => {
    type Secret = { id: string; secret: string; expiresAt: string | null }
    const run = <Result>(...args: string[]) => runCliJson<Result>([...args, '--app', app.key], environment)
    const reason = 'leaked by \u202egnp.exe'
    const rotate = ['user-secret', 'rotate', '--overlap-hours', '2', '--reason', reason]
    const rotated = await run<Secret>(...rotate)
    expect(rotated.secret).not.toBe(app.userTokenSecret)
    const listed = await run<Secret[]>('user-secret', 'list')
    expect(listed).toMatchObject([{ id: rotated.id, expiresAt: null }, { expiresAt: expect.any(String) }])
    expect(JSON.stringify(listed)).not.toContain(rotated.secret)
    await run('user-secret', 'withdraw', listed[1]?.id ?? '')
    expect(await run<Secret[]>('user-secret', 'list')).toHaveLength(1)
    const entries = await run<{ actor: string; action: string; reason: string | null }[]>('audit', 'list')
    expect(entries.slice(0, 2)).toMatchObject([
      { actor: `COMMAND_LINE ${userInfo().username}`, action: 'withdrawUserSecret', reason: null },
      { actor: `COMMAND_LINE ${userInfo().username}`, action: 'rotateUserSecret', reason },
    ])
    // What a terminal would obey is escaped.
    const { stdout } = await runCli(['audit', 'export', '--app', app.key], environment)
    expect(stdout).toContain('leaked by \\u202egnp.exe')
    expect(stdout).not.toContain('\u202e')
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

  test('an item is created, changed and listed, and what is not given stays as it is', async ({
    environment,
    app,
  }) => {
    const item = ['item', 'upsert', 'gems', '--app', app.key]
    const product = 'app-store=com.example.arcade.gems'
    const expected = { itemId: 'gems', name: 'Gems', type: 'CONSUMABLE', enabled: true, consumeTrial: false }
    const storeProducts = ['APP_STORE=com.example.arcade.gems']
    const create = [...item, '--name', 'Gems', '--type', 'consumable', '--product', product]
    expect(await runCliJson(create, environment)).toEqual({ ...expected, storeProducts })
    const disabled = { ...expected, enabled: false, storeProducts }
    expect(await runCliJson([...item, '--disabled'], environment)).toEqual(disabled)
    const renamed = { ...disabled, name: 'Old gems' }
    expect(await runCliJson([...item, '--name', 'Old gems'], environment)).toEqual(renamed)
    const listed = await runCliJson(['item', 'list', '--app', app.key], environment)
    expect(listed).toEqual([{ ...expected, name: 'Old gems', enabled: false }])
  })
})
