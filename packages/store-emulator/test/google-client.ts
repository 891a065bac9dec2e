import { OAuth2Client } from 'google-auth-library'
import { androidpublisher } from 'googleapis/build/src/apis/androidpublisher/index.js'
import { importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import type { Emulator } from '../src/index.ts'
import { buy, send } from './emulator-client.ts'
import type { Answer } from './emulator-client.ts'

export const SCOPE = 'https://www.googleapis.com/auth/androidpublisher'

const keyFileSchema = z.object({
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string(),
  token_uri: z.string(),
})

export function keyFile({ credentials }: Emulator): z.infer<typeof keyFileSchema> {
  return keyFileSchema.parse(JSON.parse(credentials.googlePlay.serviceAccountJson))
}

/** An assertion as Google's own libraries make it, but for what the test overrides. */
export async function assertion(
  emulator: Emulator,
  claims: Record<string, unknown> = {},
  privateKey?: string,
  header: Record<string, string> = {},
): Promise<string> {
  const { client_email: email, private_key: key } = keyFile(emulator)
  const now = Math.floor(Date.now() / 1000)
  const payload = {
    iss: email,
    scope: SCOPE,
    aud: 'https://oauth2.googleapis.com/token',
    iat: now,
    exp: now + 3600,
    ...claims,
  }
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', ...header })
    .sign(await importPKCS8(privateKey ?? key, 'RS256'))
}

export async function askForToken(emulator: Emulator, form: Record<string, string>): Promise<Answer> {
  const { tokenUrl } = emulator.credentials.googlePlay
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return send(tokenUrl, 'POST', new URLSearchParams(form).toString(), type)
}

export async function accessToken(emulator: Emulator): Promise<string> {
  const { body } = await askForToken(emulator, {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: await assertion(emulator),
  })
  return z.object({ access_token: z.string() }).parse(body).access_token
}

/** Google's own client, unmodified, with the emulator as its root. */
export async function googleClient(emulator: Emulator): Promise<ReturnType<typeof androidpublisher>> {
  const auth = new OAuth2Client()
  auth.setCredentials({ access_token: await accessToken(emulator) })
  return androidpublisher({
    version: 'v3',
    auth,
    // The client keeps only the origin of it.
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

export async function buyGoogle(emulator: Emulator, input: object = {}): Promise<GoogleReceipt> {
  const { id, receipt } = await buy(emulator, { store: 'GOOGLE_PLAY', ...input })
  if (receipt?.googlePlay === undefined) throw new Error('no receipt')
  const { productId, purchaseToken, orderId = '', originalJson, signature } = receipt.googlePlay
  return { id, productId, token: purchaseToken, orderId, originalJson, signature }
}
