import { createHmac, generateKeyPairSync } from 'node:crypto'

import { SignJWT } from 'jose'
import type { JWTPayload } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { NotificationOutcome } from '../../src/stores/contract/notification.ts'
import { clearFaults } from '../support/emulator-control.ts'
import { audience, openGooglePlayPushFixture, bearerTokenOf, withToken } from './google-play-push-fixture.ts'
import type { GooglePlayPushFixture } from './google-play-push-fixture.ts'

const forged = { kind: 'invalid_signature' }
const authentic = { kind: 'valid' }
const skewMs = 300_000

let fixture: GooglePlayPushFixture
let adapter: StoreAdapter

beforeAll(async () => {
  fixture = await openGooglePlayPushFixture()
})

afterAll(async () => {
  await fixture.close()
})

beforeEach(async () => {
  adapter = fixture.connect()
  await fixture.registerReceiver()
})

afterEach(async () => {
  vi.useRealTimers()
  await clearFaults(fixture.emulator)
})

describe('a push is forged', () => {
  it.each(['WRONG_SIGNATURE', 'WRONG_AUDIENCE'])('with a token of %s', async (effect) => {
    await fixture.injectNotificationFault({ effect })
    expect(await adapter.readNotification(await fixture.capturePurchase())).toMatchObject(forged)
  })

  it('with the token of another account', async () => {
    await fixture.registerReceiver({ serviceAccountEmail: 'other@arcade.iam.gserviceaccount.com' })
    expect(await adapter.readNotification(await fixture.capturePurchase())).toMatchObject(forged)
  })

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'Bearer a.b.c', 'Bearer not-a-token'])(
    'with the header %j',
    async (authorization) => {
      const { body } = await fixture.capturePurchase()
      expect(await adapter.readNotification({ headers: { authorization }, body })).toMatchObject(forged)
    },
  )

  it.each(['none', 'HS256'])('with a token by the algorithm %s', async (alg) => {
    const push = await fixture.capturePurchase()
    const publicKeys = await (await fetch(fixture.emulator.credentials.googlePlay.push.certsUrl)).text()
    const header = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url')
    const input = `${header}.${bearerTokenOf(push).split('.')[1] ?? ''}`
    const mac = alg === 'none' ? '' : createHmac('sha256', publicKeys).update(input).digest('base64url')
    expect(await adapter.readNotification(withToken(push, `${input}.${mac}`))).toMatchObject(forged)
  })

  it('once its token has expired, also a remembered one, but for what clocks may differ', async () => {
    const push = await fixture.capturePurchase()
    expect(await adapter.readNotification(push)).toMatchObject(authentic)
    const end = Date.now() + 3_600_000 + skewMs
    vi.useFakeTimers({ toFake: ['Date'], now: end - 10_000 })
    expect(await adapter.readNotification(push)).toMatchObject(authentic)
    expect(await fixture.connect().readNotification(push)).toMatchObject(authentic)
    vi.setSystemTime(end + 10_000)
    expect(await adapter.readNotification(push)).toMatchObject(forged)
    expect(await fixture.connect().readNotification(push)).toMatchObject(forged)
  })

  it('and the reason shows nothing of its token', async () => {
    const push = await fixture.capturePurchase()
    const shown = JSON.stringify(
      await fixture.connect({ audience: 'https://other.example.com' }).readNotification(push),
    )
    for (const part of [...bearerTokenOf(push).split('.'), audience]) expect(shown).not.toContain(part)
  })
})

describe('a token that is well signed', () => {
  const google = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...google.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }
  const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds

  type Token = {
    readonly claims?: Record<string, unknown>
    readonly kid?: string
    readonly by?: typeof google
  }

  async function sign({ claims = {}, kid = 'k1', by = google }: Token): Promise<string> {
    const { serviceAccountEmail: email } = fixture.emulator.credentials.googlePlay.push
    const all = {
      iss: 'https://accounts.google.com',
      aud: audience,
      email,
      email_verified: true,
      iat: inSeconds(0),
      exp: inSeconds(3_600),
      ...claims,
    }
    const given = JSON.parse(JSON.stringify(all)) as JWTPayload
    return await new SignJWT(given).setProtectedHeader({ alg: 'RS256', kid }).sign(by.privateKey)
  }

  /** Pushes such tokens, one after another, to an adapter that trusts a key of the test's. */
  async function read(...tokens: readonly Token[]): Promise<NotificationOutcome[]> {
    const push = await fixture.capturePurchase()
    fixture.receiver.handle(() => ({ status: 200, body: { keys: [jwk] } }))
    adapter = fixture.connect({ certsUrl: `${fixture.receiver.url}/certs` })
    const outcomes: NotificationOutcome[] = []
    for (const token of tokens) {
      outcomes.push(await adapter.readNotification(withToken(push, await sign(token))))
    }
    return outcomes
  }

  it.each([
    () => ({}),
    () => ({ iss: 'accounts.google.com' }),
    () => ({ iat: inSeconds(290) }),
    () => ({ exp: inSeconds(-290) }),
  ])('is good: %s', async (claims) => {
    expect(await read({ claims: claims() })).toMatchObject([authentic])
  })

  it.each([
    () => ({ email_verified: false }),
    () => ({ email_verified: 'true' }),
    () => ({ email_verified: undefined }),
    () => ({ email: 'other@arcade.iam.gserviceaccount.com' }),
    () => ({ email: undefined }),
    () => ({ iss: 'https://accounts.example.com' }),
    () => ({ iss: undefined }),
    () => ({ aud: `${audience}/` }),
    () => ({ aud: undefined }),
    () => ({ iat: inSeconds(330) }),
    () => ({ iat: undefined }),
    () => ({ exp: inSeconds(-310) }),
    () => ({ exp: undefined }),
    () => ({ iat: inSeconds(-100_000), exp: inSeconds(100_000) }),
  ])('is forged: %s', async (claims) => {
    expect(await read({ claims: claims() })).toMatchObject([forged])
  })

  it('by a key that Google does not have is forged, whatever it is called, and costs no further call', async () => {
    const unknown = Array.from({ length: 20 }, (_, index) => ({ by: other, kid: `unknown-${index}` }))
    const outcomes = await read({ by: other }, ...unknown)
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['invalid_signature']))
    expect(fixture.receiver.requests).toHaveLength(1)
  })
})
