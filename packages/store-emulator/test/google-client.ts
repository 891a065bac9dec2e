import { OAuth2Client } from 'google-auth-library'
import { androidpublisher } from 'googleapis/build/src/apis/androidpublisher/index.js'
import { importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import type { Emulator } from '../src/index.ts'
import { createPurchase, sendRequest } from './emulator-client.ts'
import type { TestResponse } from './emulator-client.ts'
import type { ReceivedRequest } from './notification-receiver.ts'

export const publisherScope = 'https://www.googleapis.com/auth/androidpublisher'

const keyFileSchema = z.object({
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string(),
  token_uri: z.string(),
})

export function readServiceAccount({ credentials }: Emulator): z.infer<typeof keyFileSchema> {
  return keyFileSchema.parse(JSON.parse(credentials.googlePlay.serviceAccountJson))
}

/** An assertion like those of Google's libraries, with the overrides of the test. */
export async function createAssertion(
  emulator: Emulator,
  claims: Record<string, unknown> = {},
  privateKey?: string,
  header: Record<string, string> = {},
): Promise<string> {
  const { client_email: email, private_key: key } = readServiceAccount(emulator)
  const now = Math.floor(Date.now() / 1000)
  const payload = {
    iss: email,
    scope: publisherScope,
    aud: 'https://oauth2.googleapis.com/token',
    iat: now,
    exp: now + 3600,
    ...claims,
  }
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', ...header })
    .sign(await importPKCS8(privateKey ?? key, 'RS256'))
}

export async function requestToken(emulator: Emulator, form: Record<string, string>): Promise<TestResponse> {
  const { tokenUrl } = emulator.credentials.googlePlay
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return sendRequest(tokenUrl, 'POST', new URLSearchParams(form).toString(), type)
}

export async function getAccessToken(emulator: Emulator): Promise<string> {
  const { body } = await requestToken(emulator, {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: await createAssertion(emulator),
  })
  return z.object({ access_token: z.string() }).parse(body).access_token
}

/** Google's client library with the emulator as its root URL. */
export async function createGoogleClient(emulator: Emulator): Promise<ReturnType<typeof androidpublisher>> {
  const auth = new OAuth2Client()
  auth.setCredentials({ access_token: await getAccessToken(emulator) })
  return androidpublisher({
    version: 'v3',
    auth,
    // The client uses only the origin of this URL.
    rootUrl: emulator.url,
  })
}

export type GoogleReceipt = {
  id: string
  productId: string
  token: string
  orderId: string
  originalJson: string
  signature: string
}

export async function createGooglePlayPurchase(
  emulator: Emulator,
  input: object = {},
): Promise<GoogleReceipt> {
  const { id, receipt } = await createPurchase(emulator, { store: 'GOOGLE_PLAY', ...input })
  if (receipt?.googlePlay === undefined) throw new Error('no receipt')
  const { productId, purchaseToken, orderId = '', originalJson, signature } = receipt.googlePlay
  return { id, productId, token: purchaseToken, orderId, originalJson, signature }
}

const envelopeSchema = z.strictObject({
  message: z.strictObject({
    data: z.string(),
    messageId: z.string().regex(/^\d+$/),
    message_id: z.string(),
    publishTime: z.iso.datetime(),
    publish_time: z.iso.datetime(),
  }),
  subscription: z.string(),
})

/** The content of a Pub/Sub push. */
export function decodePushedNotification({ body }: ReceivedRequest): unknown {
  const { message } = envelopeSchema.parse(JSON.parse(body))
  const content: unknown = JSON.parse(Buffer.from(message.data, 'base64').toString())
  return content
}
