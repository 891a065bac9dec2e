import { generateKeyPairSync } from 'node:crypto'
import type { Emulator } from '@coinslot/store-emulator'
import { SignJWT, type JWTPayload } from 'jose'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import type { CapturedRequest } from './captured-notifications.ts'
import { describe, expect, expectPaid, inboxTest as test, vi, type InboxFixtures } from './inbox-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

test.beforeEach(({ notifications }) => notifications.waitForIdle())
test.afterEach(async ({ inbox, faults }) => {
  await faults.clear()
  await inbox.reconnect()
})

const inputs = (emulator: Emulator) => emulatorConnectionInputs(emulator)

describe('a push of Google Play', () => {
  const google = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...google.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }
  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

  /** Connects Google Play with a key of the test. */
  async function trustOwnKey({
    emulator,
    captured,
    inbox,
  }: Pick<InboxFixtures, 'emulator' | 'captured' | 'inbox'>): Promise<void> {
    const { push, ...rest } = inputs(emulator).googlePlay
    captured.respondToGet({ status: 200, body: { keys: [jwk] } })
    await inbox.connect({
      googlePlay: { ...rest, push: { ...push, certsUrl: `${captured.url}/certs` } },
    })
  }

  async function signAgain(
    emulator: Emulator,
    notification: CapturedRequest,
    claims: Record<string, unknown>,
  ): Promise<CapturedRequest> {
    const { audience: aud, serviceAccountEmail: email } = inputs(emulator).googlePlay.push
    const defaults = {
      iss: 'https://accounts.google.com',
      aud,
      email,
      email_verified: true,
      iat: inSeconds(0),
    }
    const payload = JSON.parse(
      JSON.stringify({ ...defaults, exp: inSeconds(3_600), ...claims }),
    ) as JWTPayload
    const token = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .sign(google.privateKey)
    return { ...notification, headers: { ...notification.headers, authorization: `Bearer ${token}` } }
  }

  test('a push with a complete and valid token is accepted', async ({
    emulator,
    notifications,
    captured,
    inbox,
  }) => {
    await trustOwnKey({ emulator, captured, inbox })
    const purchase = await inbox.buyAndCapture('GOOGLE_PLAY')
    await expectPaid(notifications, inbox, {
      ...purchase,
      notification: await signAgain(emulator, purchase.notification, {}),
    })
  })

  test.for([
    ['for another audience', () => ({ aud: 'https://other.example.com' })],
    ['for no audience', () => ({ aud: undefined })],
    ['of another account', () => ({ email: 'other@arcade.iam.gserviceaccount.com' })],
    ['of no account', () => ({ email: undefined })],
    ['whose e-mail address is not verified', () => ({ email_verified: false })],
    ['without a claim about the verification', () => ({ email_verified: undefined })],
    ['that has expired', () => ({ iat: inSeconds(-4_000), exp: inSeconds(-400) })],
    ['of another issuer', () => ({ iss: 'https://accounts.example.com' })],
  ] as const)(
    'a push with a well-signed token %s is rejected as forged',
    async ([, claims], { emulator, captured, inbox }) => {
      await trustOwnKey({ emulator, captured, inbox })
      const { notification } = await inbox.buyAndCapture('GOOGLE_PLAY')
      await inbox.expectRejected(
        await signAgain(emulator, notification, claims()),
        'GOOGLE_PLAY',
        'invalid_signature',
      )
    },
  )

  test('a push with a token signed by a key that is not Google’s is rejected as forged', async ({
    emulator,
    inbox,
  }) => {
    const { notification } = await inbox.buyAndCapture('GOOGLE_PLAY')
    await inbox.expectRejected(
      await signAgain(emulator, notification, {}),
      'GOOGLE_PLAY',
      'invalid_signature',
    )
  })

  test.for([{}, { authorization: '' }, { authorization: 'Bearer' }, { authorization: 'Basic dXNlcjpwYXNz' }])(
    'a push with the headers %j is rejected as forged',
    async (headers, { inbox }) => {
      const { notification } = await inbox.buyAndCapture('GOOGLE_PLAY')
      await inbox.expectRejected({ ...notification, headers }, 'GOOGLE_PLAY', 'invalid_signature')
    },
  )

  test.for(['', '%%%', 'not base64', 'e30', 'e30=', 'eyJ2ZXJzaW9uIjoi', 'bnVsbA==', 'W10=', '/w=='])(
    'a push with the data %j is rejected as malformed',
    async (data, { inbox }) => {
      const { notification } = await inbox.buyAndCapture('GOOGLE_PLAY')
      const { message, ...rest } = JSON.parse(notification.body) as { message: object }
      const body = JSON.stringify({ message: { ...message, data }, ...rest })
      await inbox.expectRejected({ ...notification, body }, 'GOOGLE_PLAY', 'malformed')
    },
  )

  test('a push about another app is rejected as misaddressed', async ({ emulator, inbox }) => {
    const { notification } = await inbox.buyAndCapture('GOOGLE_PLAY')
    await inbox.connect({ googlePlay: { ...inputs(emulator).googlePlay, packageName: 'com.example.other' } })
    await inbox.expectRejected(notification, 'GOOGLE_PLAY', 'wrong_recipient')
  })

  test('a push of another subscription is rejected as misaddressed', async ({ emulator, inbox }) => {
    const { notification } = await inbox.buyAndCapture('GOOGLE_PLAY')
    const { push, ...rest } = inputs(emulator).googlePlay
    const subscription = 'projects/arcade/subscriptions/other'
    await inbox.connect({ googlePlay: { ...rest, push: { ...push, subscription } } })
    await inbox.expectRejected(notification, 'GOOGLE_PLAY', 'wrong_recipient')
  })

  test('a push is to be retried while the connection has no push credentials, and is accepted later', async ({
    emulator,
    notifications,
    inbox,
  }) => {
    const purchase = await inbox.buyAndCapture('GOOGLE_PLAY')
    await inbox.connect({ googlePlay: { ...inputs(emulator).googlePlay, push: null } })
    await inbox.expectRejected(purchase.notification, 'GOOGLE_PLAY', 'unavailable')
    await inbox.reconnect()
    await expectPaid(notifications, inbox, purchase)
  })

  test('a push is to be retried while Google’s keys are unavailable, and is accepted later', async ({
    emulator,
    notifications,
    captured,
    inbox,
  }) => {
    const purchase = await inbox.buyAndCapture('GOOGLE_PLAY')
    const { push, ...rest } = inputs(emulator).googlePlay
    captured.respondToGet('RESET')
    await inbox.connect({
      googlePlay: { ...rest, push: { ...push, certsUrl: `${captured.url}/certs` } },
    })
    await inbox.expectRejected(purchase.notification, 'GOOGLE_PLAY', 'unavailable')
    await inbox.reconnect()
    await expectPaid(notifications, inbox, purchase)
  })

  test('a push about a purchase of an unknown license tester is stored and creates no payment', async ({
    sql,
    notifications,
    inbox,
  }) => {
    const { notification, purchaseId } = await inbox.buyAndCapture('GOOGLE_PLAY', {
      environment: 'SANDBOX',
    })
    expect((await inbox.post(notification)).status).toBe(inbox.expectedStatus('GOOGLE_PLAY', 'accepted'))
    await notifications.waitForIdle()
    expect(await notifications.findPurchase(purchaseId)).toMatchObject({
      status: 'REQUESTED',
      payment: null,
    })
    const [last] = await sql`select status, result from notifications order by id desc limit 1`
    expect(last).toMatchObject({ status: 'PROCESSED', result: expect.stringMatching(/^REJECTED: .*sandbox/) })
  })
})
