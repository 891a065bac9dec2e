import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { decodeId } from '../../src/platform/ids.ts'
import { createApiClient } from '../support/api.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { expect, serverTest as test } from '../support/test.ts'

/** The statement of the migrations that takes over the public keys of user tokens. */
async function readBackfill(): Promise<string> {
  const folder = join(repositoryRoot, 'drizzle')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql'))
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))
  const statements = texts.flatMap((text) => text.split('--> statement-breakpoint'))
  const found = statements.find((each) => each.includes('INSERT INTO "user_token_keys"'))
  if (found === undefined) throw new Error('no migration takes over the public keys of user tokens')
  return found
}

test('the public keys that an earlier version registered verify user tokens, each once', async ({
  server,
  sql,
}) => {
  const project = await server.addProject({})
  const [es256, ed25519] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('EdDSA')])
  const first = { ...(await exportJWK(es256.publicKey)), kid: 'first', alg: 'ES256' }
  const jwks = [first, { ...first, kid: 'again' }, await exportJWK(ed25519.publicKey)]
  const texts = jwks.map((jwk) => JSON.stringify(jwk))
  await sql`update apps set user_token_jwks = ${sql.json(texts)}, revision = revision + 1
    where app_id = ${decodeId('ak', project.appKey)}`
  await sql.unsafe(await readBackfill())
  const { appKey } = await createServerClient(server, project).query(
    '{ appKey { userTokenKeys { kid algorithm } } }',
  )
  expect(appKey.userTokenKeys.toSorted((a, b) => a.algorithm.localeCompare(b.algorithm))).toEqual([
    { kid: null, algorithm: 'EDDSA' },
    { kid: expect.stringMatching(/^(first|again)$/), algorithm: 'ES256' },
  ])
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject('user')
    .setAudience(project.appKey)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(ed25519.privateKey)
  const headers = { 'x-app-key': project.appKey, authorization: `Bearer ${token}` }
  expect(
    await createApiClient(server.graphqlUrl, headers).queryErrorCodes('{ items { nodes { id } } }'),
  ).toEqual([])
})
