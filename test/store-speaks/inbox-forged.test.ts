import { generateKeyPairSync } from 'node:crypto'
import { SignJWT, type JWTPayload } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createTestAuthority,
  sampleTransaction,
  type TestAuthority,
} from '../fixtures/app-store/test-authority.ts'
import { connectionInputs } from '../support/connect-emulator.ts'
import { mendStores } from '../support/emulator-control.ts'
import { openInboxDesk, type InboxDesk } from './inbox-desk.ts'
import type { Letter } from './postbox.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let desk: InboxDesk
let authority: TestAuthority
beforeAll(async () => {
  desk = await openInboxDesk()
  authority = await createTestAuthority()
})
beforeEach(() => desk.story.settleDown())
afterEach(async () => {
  await mendStores(desk.story.at.emulator)
  await desk.reconnect()
})
afterAll(() => desk.close())

const inputs = () => connectionInputs(desk.story.at.emulator)

async function expectPaid({ letter, purchaseId }: { letter: Letter; purchaseId: string }): Promise<void> {
  expect((await desk.deliver(letter)).status).toBeLessThan(300)
  await desk.story.settleDown()
  expect((await desk.story.findPurchase(purchaseId)).status).toBe('VERIFIED')
}

describe('a push of Google Play', () => {
  const google = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...google.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }
  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

  /** Connects a Google whose keys are the test's. */
  async function trustOwnKey(): Promise<void> {
    const { push, ...rest } = inputs().googlePlay
    desk.postbox.serve({ status: 200, body: { keys: [jwk] } })
    await desk.connect({ googlePlay: { ...rest, push: { ...push, certsUrl: `${desk.postbox.url}/certs` } } })
  }

  async function signAgain(letter: Letter, claims: Record<string, unknown>): Promise<Letter> {
    const { audience: aud, serviceAccountEmail: email } = inputs().googlePlay.push
    const all = { iss: 'https://accounts.google.com', aud, email, email_verified: true, iat: inSeconds(0) }
    const given = JSON.parse(JSON.stringify({ ...all, exp: inSeconds(3_600), ...claims })) as JWTPayload
    const token = await new SignJWT(given)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .sign(google.privateKey)
    return { ...letter, headers: { ...letter.headers, authorization: `Bearer ${token}` } }
  }

  it('with a token that says all that it has to say is taken', async () => {
    await trustOwnKey()
    const told = await desk.buy('GOOGLE_PLAY')
    await expectPaid({ ...told, letter: await signAgain(told.letter, {}) })
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
    const { letter } = await desk.buy('GOOGLE_PLAY')
    await desk.expectNotKept(await signAgain(letter, claims()), 'GOOGLE_PLAY', 'forged')
  })

  it('with a token by a key that is not Google’s is forged', async () => {
    const { letter } = await desk.buy('GOOGLE_PLAY')
    await desk.expectNotKept(await signAgain(letter, {}), 'GOOGLE_PLAY', 'forged')
  })

  it.each([{}, { authorization: '' }, { authorization: 'Bearer' }, { authorization: 'Basic dXNlcjpwYXNz' }])(
    'with the headers %j is forged',
    async (headers) => {
      const { letter } = await desk.buy('GOOGLE_PLAY')
      await desk.expectNotKept({ ...letter, headers }, 'GOOGLE_PLAY', 'forged')
    },
  )

  it.each(['', '%%%', 'not base64', 'e30', 'e30=', 'eyJ2ZXJzaW9uIjoi', 'bnVsbA==', 'W10=', '/w=='])(
    'with the data %j is malformed',
    async (data) => {
      const { letter } = await desk.buy('GOOGLE_PLAY')
      const { message, ...rest } = JSON.parse(letter.body) as { message: object }
      const body = JSON.stringify({ message: { ...message, data }, ...rest })
      await desk.expectNotKept({ ...letter, body }, 'GOOGLE_PLAY', 'malformed')
    },
  )

  it('about another app is foreign', async () => {
    const { letter } = await desk.buy('GOOGLE_PLAY')
    await desk.connect({ googlePlay: { ...inputs().googlePlay, packageName: 'com.example.other' } })
    await desk.expectNotKept(letter, 'GOOGLE_PLAY', 'foreign')
  })

  it('of another subscription is foreign', async () => {
    const { letter } = await desk.buy('GOOGLE_PLAY')
    const { push, ...rest } = inputs().googlePlay
    const subscription = 'projects/arcade/subscriptions/other'
    await desk.connect({ googlePlay: { ...rest, push: { ...push, subscription } } })
    await desk.expectNotKept(letter, 'GOOGLE_PLAY', 'foreign')
  })

  it('is to be sent again while the connection does not say how pushes prove themselves, and is taken then', async () => {
    const told = await desk.buy('GOOGLE_PLAY')
    const { push: _, ...googlePlay } = inputs().googlePlay
    await desk.connect({ googlePlay })
    await desk.expectNotKept(told.letter, 'GOOGLE_PLAY', 'unavailable')
    await desk.reconnect()
    await expectPaid(told)
  })

  it('is to be sent again while Google’s keys cannot be had, and is taken then', async () => {
    const told = await desk.buy('GOOGLE_PLAY')
    const { push, ...rest } = inputs().googlePlay
    desk.postbox.serve('RESET')
    await desk.connect({ googlePlay: { ...rest, push: { ...push, certsUrl: `${desk.postbox.url}/certs` } } })
    await desk.expectNotKept(told.letter, 'GOOGLE_PLAY', 'unavailable')
    await desk.reconnect()
    await expectPaid(told)
  })

  it('about what a license tester bought, who is none of ours, is kept and makes no payment', async () => {
    const { letter, purchaseId } = await desk.buy('GOOGLE_PLAY', { environment: 'SANDBOX' })
    expect((await desk.deliver(letter)).status).toBe(desk.statusFor('GOOGLE_PLAY', 'accepted'))
    await desk.story.settleDown()
    expect(await desk.story.findPurchase(purchaseId)).toMatchObject({ status: 'REQUESTED', payment: null })
    const [last] = await desk.story.sql`select status, outcome from notifications order by id desc limit 1`
    expect(last).toMatchObject({ status: 'PROCESSED', outcome: expect.stringMatching(/^REFUSED: .*sandbox/) })
  })
})

describe('a notification of the App Store', () => {
  /** As the App Store would send it, signed by an authority that is trusted, around any signed transaction. */
  async function wrap(signedTransactionInfo: string, like: Letter): Promise<Letter> {
    const { appStore } = inputs()
    const rootCertificates = [...appStore.rootCertificates, authority.rootDer.toString('base64')]
    await desk.connect({ appStore: { ...appStore, rootCertificates } })
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
    const { letter, bought, purchaseId } = await desk.buy('APP_STORE')
    const stranger = await createTestAuthority()
    const transaction = sampleTransaction({
      environment: 'Production',
      bundleId: inputs().appStore.bundleId,
      transactionId: bought.transactionId,
    })
    const { signedTransaction = '' } = bought.receipt.appStore ?? {}
    const [header = '', , signature = ''] = signedTransaction.split('.')
    const rewritten = Buffer.from(JSON.stringify(transaction)).toString('base64url')
    for (const forged of [stranger.sign(transaction), `${header}.${rewritten}.${signature}`, 'a.b.c', '']) {
      await desk.expectNotKept(await wrap(forged, letter), 'APP_STORE', 'forged')
    }
    await expectPaid({ letter: await wrap(signedTransaction, letter), purchaseId })
  })

  it('of the sandbox is foreign where production alone is connected', async () => {
    const { letter } = await desk.buy('APP_STORE', { environment: 'SANDBOX' })
    await desk.connect({ appStore: { ...inputs().appStore, environments: ['PRODUCTION'] } })
    await desk.expectNotKept(letter, 'APP_STORE', 'foreign')
  })

  it('with another character anywhere in what is signed is forged', async () => {
    const { letter } = await desk.buy('APP_STORE')
    const { signedPayload } = JSON.parse(letter.body) as { signedPayload: string }
    await desk.expectUntouched(async () => {
      for (let at = 1; at < signedPayload.length - 1; at += 97) {
        const body = JSON.stringify({ signedPayload: replaceCharacter(signedPayload, at) })
        expect(await desk.deliver({ ...letter, body })).toEqual({ status: 401, body: '' })
      }
    })
  })
})

describe('a message of ONE store', () => {
  it('with another character anywhere is not kept', async () => {
    const { letter } = await desk.buy('ONE_STORE')
    await desk.expectUntouched(async () => {
      for (let at = 0; at < letter.body.length; at += 7) {
        const answer = await desk.deliver({ ...letter, body: replaceCharacter(letter.body, at) })
        expect([400, 401]).toContain(answer.status)
      }
    })
  })

  it('of the sandbox is foreign where production alone is connected', async () => {
    const { letter } = await desk.buy('ONE_STORE', { environment: 'SANDBOX' })
    await desk.connect({ oneStore: { ...inputs().oneStore, environments: ['PRODUCTION'] } })
    await desk.expectNotKept(letter, 'ONE_STORE', 'foreign')
  })

  it('is to be sent again while the connection has no license key, and is taken then', async () => {
    const told = await desk.buy('ONE_STORE')
    const { licenseKey: _, ...oneStore } = inputs().oneStore
    await desk.connect({ oneStore })
    await desk.expectNotKept(told.letter, 'ONE_STORE', 'unavailable')
    await desk.reconnect()
    await expectPaid(told)
  })
})

function replaceCharacter(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}
