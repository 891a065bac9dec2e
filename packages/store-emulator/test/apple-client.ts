import { AppStoreServerAPIClient, Environment, SignedDataVerifier } from '@apple/app-store-server-library'
import { z } from 'zod'
import type { Emulator } from '../src/index.ts'
import type { ReceivedRequest } from './notification-receiver.ts'

type FetchArguments = [
  path: string,
  query: URLSearchParams,
  method: string,
  body: string | Buffer | undefined,
  headers: Record<string, string>,
]

/** Apple's client library, which only sends its requests to another URL. */
class RedirectedClient extends AppStoreServerAPIClient {
  base = ''

  protected override async makeFetchRequest(
    ...[path, query, method, body, headers]: FetchArguments
  ): ReturnType<AppStoreServerAPIClient['makeFetchRequest']> {
    const init = { method, headers, ...(body === undefined ? {} : { body: body.toString() }) }
    // @ts-expect-error -- node-fetch's Response and fetch's differ in members that the client does not use.
    return fetch(`${this.base}${path}?${query.toString()}`, init)
  }
}

export type ClientOverrides = { privateKey?: string; keyId?: string; issuerId?: string; bundleId?: string }

export function createAppleClient(
  { credentials: { appStore } }: Emulator,
  environment = Environment.PRODUCTION,
  overrides: ClientOverrides = {},
): AppStoreServerAPIClient {
  const { privateKey, keyId, issuerId, bundleId } = { ...appStore, ...overrides }
  const client = new RedirectedClient(privateKey, keyId, issuerId, bundleId, environment)
  client.base = environment === Environment.SANDBOX ? appStore.sandboxUrl : appStore.productionUrl
  return client
}

export function createAppleVerifier(
  { credentials: { appStore } }: Emulator,
  environment = Environment.PRODUCTION,
): SignedDataVerifier {
  const roots = appStore.rootCertificates.map((certificate) => Buffer.from(certificate, 'base64'))
  const appAppleId = environment === Environment.SANDBOX ? undefined : appStore.appAppleId
  return new SignedDataVerifier(roots, false, environment, appStore.bundleId, appAppleId)
}

export function signedPayloadOf({ body }: ReceivedRequest): string {
  return z.strictObject({ signedPayload: z.string() }).parse(JSON.parse(body)).signedPayload
}

export async function verifyAppleNotification(
  emulator: Emulator,
  received: ReceivedRequest | undefined,
  environment = Environment.PRODUCTION,
): ReturnType<SignedDataVerifier['verifyAndDecodeNotification']> {
  if (received === undefined) throw new Error('no notification was received')
  return createAppleVerifier(emulator, environment).verifyAndDecodeNotification(signedPayloadOf(received))
}
