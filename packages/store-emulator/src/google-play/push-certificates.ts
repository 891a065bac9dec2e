import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { FastifyInstance } from 'fastify'
import { dayMs, maxClockOffsetMs } from '../durations.ts'
import { operationConfig } from '../operation-config.ts'
import type { GooglePlayKeys } from './google-play-keys.ts'

const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const certificateLifetimeMs = 2 * maxClockOffsetMs
const cacheControl = 'public, max-age=3600, must-revalidate'

/** The public keys that verify the identity token of a push, as JSON Web Keys and as certificates. */
export function registerPushCertificates(scope: FastifyInstance, { push }: GooglePlayKeys): void {
  const jwk = { ...push.publicKey.export({ format: 'jwk' }), kid: push.keyId, alg: 'RS256', use: 'sig' }
  let certificate: Promise<string> | undefined
  scope.get('/oauth2/v3/certs', operationConfig('certs'), async (_request, reply) =>
    reply.header('cache-control', cacheControl).send({ keys: [jwk] }),
  )
  scope.get('/oauth2/v1/certs', operationConfig('certs'), async (_request, reply) => {
    certificate ??= createCertificate({ push })
    return reply.header('cache-control', cacheControl).send({ [push.keyId]: await certificate })
  })
}

async function createCertificate({ push }: Pick<GooglePlayKeys, 'push'>): Promise<string> {
  const { subtle } = webcrypto
  const pkcs8 = push.privateKey.export({ type: 'pkcs8', format: 'der' })
  const spki = push.publicKey.export({ type: 'spki', format: 'der' })
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: push.keyId.slice(0, 16),
    name: 'CN=federated-signon.store-emulator',
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + certificateLifetimeMs),
    signingAlgorithm: rs256,
    keys: {
      privateKey: await subtle.importKey('pkcs8', pkcs8, rs256, false, ['sign']),
      publicKey: await subtle.importKey('spki', spki, rs256, true, ['verify']),
    },
  })
  return `${certificate.toString('pem')}\n`
}
