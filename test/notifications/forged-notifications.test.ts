import { generateKeyPairSync } from 'node:crypto'
import { SignJWT, type JWTPayload } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createTestAuthority,
  sampleTransaction,
  type TestAuthority,
} from '../fixtures/app-store/test-authority.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { clearFaults } from '../support/emulator-control.ts'
import { openInboxFixture, type InboxFixture } from './inbox-fixture.ts'
import type { CapturedRequest } from './captured-notifications.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let fixture: InboxFixture
let authority: TestAuthority
beforeAll(async () => {
  fixture = await openInboxFixture()
  authority = await createTestAuthority()
})
beforeEach(() => fixture.notifications.waitForIdle())
afterEach(async () => {
  await clearFaults(fixture.notifications.server.emulator)
  await fixture.reconnect()
})
afterAll(() => fixture.close())

const inputs = () => emulatorConnectionInputs(fixture.notifications.server.emulator)

async function expectPaid({
  notification,
  purchaseId,
}: {
  notification: CapturedRequest
  purchaseId: string
}): Promise<void> {
  expect((await fixture.post(notification)).status).toBeLessThan(300)
  await fixture.notifications.waitForIdle()
  expect((await fixture.notifications.findPurchase(purchaseId)).status).toBe('VERIFIED')
}

describe('a push of Google Play', () => {
  const google = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...google.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }
  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

  /** Connects a Google whose keys are the test's. */
  async function trustOwnKey(): Promise<void> {
    const { push, ...rest } = inputs().googlePlay
    fixture.captured.respondToGet({ status: 200, body: { keys: [jwk] } })
    await fixture.connect({
      googlePlay: { ...rest, push: { ...push, certsUrl: `${fixture.captured.url}/certs` } },
    })
  }

  async function signAgain(
    notification: CapturedRequest,
    claims: Record<string, unknown>,
  ): Promise<CapturedRequest> {
    const { audience: aud, serviceAccountEmail: email } = inputs().googlePlay.push
    const all = { iss: 'https://accounts.google.com', aud, email, email_verified: true, iat: inSeconds(0) }
    const given = JSON.parse(JSON.stringify({ ...all, exp: inSeconds(3_600), ...claims })) as JWTPayload
    const token = await new SignJWT(given)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .sign(google.privateKey)
    return { ...notification, headers: { ...notification.headers, authorization: `Bearer ${token}` } }
  }

  it('with a token that says all that it has to say is taken', async () => {
    await trustOwnKey()
    const told = await fixture.buyAndCapture('GOOGLE_PLAY')
    await expectPaid({ ...told, notification: await signAgain(told.notification, {}) })
  })

  it.each([
    ['for another audience', () => ({ aud: 'https://other.example.com' })],
    ['for no audience', () => ({ aud: undefined })],
    ['of another account', () => ({ email: 'other@arcade.iam.gserviceaccount.com' })],
    ['of no account', () => ({ email: undefined })],
    ['whose e-mail address is not verified', () => ({ email_verified: false })],
    ['that says nothing of the verification', () => ({ email_verified: undefined })],
    ['that has expired', () => ({ iat: inSeconds(-4_000), exp: inSeconds(-400) })],
    ['of another issuer', () => ({ iss: 'https://accounts.example.com' })],
  ])('with a well-signed token %s is forged', async (_, claims) => {
    await trustOwnKey()
    const { notification } = await fixture.buyAndCapture('GOOGLE_PLAY')
    await fixture.expectRejected(await signAgain(notification, claims()), 'GOOGLE_PLAY', 'invalid_signature')
  })

  it('with a token by a key that is not Google’s is forged', async () => {
    const { notification } = await fixture.buyAndCapture('GOOGLE_PLAY')
    await fixture.expectRejected(await signAgain(notification, {}), 'GOOGLE_PLAY', 'invalid_signature')
  })

  it.each([{}, { authorization: '' }, { authorization: 'Bearer' }, { authorization: 'Basic dXNlcjpwYXNz' }])(
    'with the headers %j is forged',
    async (headers) => {
      const { notification } = await fixture.buyAndCapture('GOOGLE_PLAY')
      await fixture.expectRejected({ ...notification, headers }, 'GOOGLE_PLAY', 'invalid_signature')
    },
  )

  it.each(['', '%%%', 'not base64', 'e30', 'e30=', 'eyJ2ZXJzaW9uIjoi', 'bnVsbA==', 'W10=', '/w=='])(
    'with the data %j is malformed',
    async (data) => {
      const { notification } = await fixture.buyAndCapture('GOOGLE_PLAY')
      const { message, ...rest } = JSON.parse(notification.body) as { message: object }
      const body = JSON.stringify({ message: { ...message, data }, ...rest })
      await fixture.expectRejected({ ...notification, body }, 'GOOGLE_PLAY', 'malformed')
    },
  )

  it('about another app is foreign', async () => {
    const { notification } = await fixture.buyAndCapture('GOOGLE_PLAY')
    await fixture.connect({ googlePlay: { ...inputs().googlePlay, packageName: 'com.example.other' } })
    await fixture.expectRejected(notification, 'GOOGLE_PLAY', 'wrong_recipient')
  })

  it('of another subscription is foreign', async () => {
    const { notification } = await fixture.buyAndCapture('GOOGLE_PLAY')
    const { push, ...rest } = inputs().googlePlay
    const subscription = 'projects/arcade/subscriptions/other'
    await fixture.connect({ googlePlay: { ...rest, push: { ...push, subscription } } })
    await fixture.expectRejected(notification, 'GOOGLE_PLAY', 'wrong_recipient')
  })

  it('is to be sent again while the connection does not say how pushes prove themselves, and is taken then', async () => {
    const told = await fixture.buyAndCapture('GOOGLE_PLAY')
    const { push: _, ...googlePlay } = inputs().googlePlay
    await fixture.connect({ googlePlay })
    await fixture.expectRejected(told.notification, 'GOOGLE_PLAY', 'unavailable')
    await fixture.reconnect()
    await expectPaid(told)
  })

  it('is to be sent again while Google’s keys cannot be had, and is taken then', async () => {
    const told = await fixture.buyAndCapture('GOOGLE_PLAY')
    const { push, ...rest } = inputs().googlePlay
    fixture.captured.respondToGet('RESET')
    await fixture.connect({
      googlePlay: { ...rest, push: { ...push, certsUrl: `${fixture.captured.url}/certs` } },
    })
    await fixture.expectRejected(told.notification, 'GOOGLE_PLAY', 'unavailable')
    await fixture.reconnect()
    await expectPaid(told)
  })

  it('about what a license tester bought, who is none of ours, is kept and makes no payment', async () => {
    const { notification, purchaseId } = await fixture.buyAndCapture('GOOGLE_PLAY', {
      environment: 'SANDBOX',
    })
    expect((await fixture.post(notification)).status).toBe(fixture.expectedStatus('GOOGLE_PLAY', 'accepted'))
    await fixture.notifications.waitForIdle()
    expect(await fixture.notifications.findPurchase(purchaseId)).toMatchObject({
      status: 'REQUESTED',
      payment: null,
    })
    const [last] = await fixture.notifications
      .sql`select status, outcome from notifications order by id desc limit 1`
    expect(last).toMatchObject({ status: 'PROCESSED', outcome: expect.stringMatching(/^REFUSED: .*sandbox/) })
  })
})

describe('a notification of the App Store', () => {
  /** As the App Store would send it, signed by an authority that is trusted, around any signed transaction. */
  async function wrap(signedTransactionInfo: string, like: CapturedRequest): Promise<CapturedRequest> {
    const { appStore } = inputs()
    const rootCertificates = [...appStore.rootCertificates, authority.rootDer.toString('base64')]
    await fixture.connect({ appStore: { ...appStore, rootCertificates } })
    const { bundleId, appAppleId } = appStore
    const data = {
      bundleId,
      appAppleId: Number(appAppleId),
      environment: 'Production',
      signedTransactionInfo,
    }
    const signedPayload = authority.sign({ notificationType: 'REFUND', notificationUUID: 'uuid-1', data })
    return { ...like, body: JSON.stringify({ signedPayload }) }
  }

  it('whose transaction is signed by another chain is forged, whoever signed the rest', async () => {
    const { notification, storePurchase, purchaseId } = await fixture.buyAndCapture('APP_STORE')
    const stranger = await createTestAuthority()
    const transaction = sampleTransaction({
      environment: 'Production',
      bundleId: inputs().appStore.bundleId,
      transactionId: storePurchase.transactionId,
    })
    const { signedTransaction = '' } = storePurchase.receipt.appStore ?? {}
    const [header = '', , signature = ''] = signedTransaction.split('.')
    const rewritten = Buffer.from(JSON.stringify(transaction)).toString('base64url')
    for (const forged of [stranger.sign(transaction), `${header}.${rewritten}.${signature}`, 'a.b.c', '']) {
      await fixture.expectRejected(await wrap(forged, notification), 'APP_STORE', 'invalid_signature')
    }
    await expectPaid({ notification: await wrap(signedTransaction, notification), purchaseId })
  })

  it('of the sandbox is foreign where production alone is connected', async () => {
    const { notification } = await fixture.buyAndCapture('APP_STORE', { environment: 'SANDBOX' })
    await fixture.connect({ appStore: { ...inputs().appStore, environments: ['PRODUCTION'] } })
    await fixture.expectRejected(notification, 'APP_STORE', 'wrong_recipient')
  })

  it('with another character anywhere in what is signed is forged', async () => {
    const { notification } = await fixture.buyAndCapture('APP_STORE')
    const { signedPayload } = JSON.parse(notification.body) as { signedPayload: string }
    await fixture.expectUnchanged(async () => {
      for (let at = 1; at < signedPayload.length - 1; at += 97) {
        const body = JSON.stringify({ signedPayload: replaceCharacter(signedPayload, at) })
        expect(await fixture.post({ ...notification, body })).toEqual({ status: 401, body: '' })
      }
    })
  })
})

describe('a message of ONE store', () => {
  it('with another character anywhere is not kept', async () => {
    const { notification } = await fixture.buyAndCapture('ONE_STORE')
    await fixture.expectUnchanged(async () => {
      for (let at = 0; at < notification.body.length; at += 7) {
        const answer = await fixture.post({ ...notification, body: replaceCharacter(notification.body, at) })
        expect([400, 401]).toContain(answer.status)
      }
    })
  })

  it('of the sandbox is foreign where production alone is connected', async () => {
    const { notification } = await fixture.buyAndCapture('ONE_STORE', { environment: 'SANDBOX' })
    await fixture.connect({ oneStore: { ...inputs().oneStore, environments: ['PRODUCTION'] } })
    await fixture.expectRejected(notification, 'ONE_STORE', 'wrong_recipient')
  })

  it('is to be sent again while the connection has no license key, and is taken then', async () => {
    const told = await fixture.buyAndCapture('ONE_STORE')
    const { licenseKey: _, ...oneStore } = inputs().oneStore
    await fixture.connect({ oneStore })
    await fixture.expectRejected(told.notification, 'ONE_STORE', 'unavailable')
    await fixture.reconnect()
    await expectPaid(told)
  })
})

function replaceCharacter(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}
