import { createApiClient } from '../support/api.ts'
import { addToken, tokenHeaders } from '../support/operators.ts'
import { signIn } from '../support/sign-in-operator.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('ownProject', ({ server }) => server.addProject({}))

const expiresAt = new Date(Date.now() + 86_400_000).toISOString() as unknown as Date

test('an operator creates, lists, uses and revokes a token, whose secret is shown once and is not stored', async ({
  server,
  sql,
  ownProject,
}) => {
  const { client, id } = await signIn({ server, sql }, ownProject, 'ADMIN')
  const input = { name: 'ci', role: 'VIEWER', appKeys: [ownProject.appKey], expiresAt } as const
  const created = await client.mutate('createPersonalAccessToken', input)
  expect(created).toMatchObject({
    token: { name: 'ci', role: 'VIEWER', allowSensitiveActs: false },
    problem: null,
  })
  const secret = created.secret ?? ''
  expect(secret).toMatch(/^cop_[\w-]{32}$/)
  const rows = await sql`select * from operator_tokens`
  expect(JSON.stringify(rows)).not.toContain(secret)
  const byToken = createApiClient(server.graphqlUrl, tokenHeaders(secret, ownProject))
  const { viewer } = await byToken.query(
    '{ viewer { role operator { id } secondFactorAt serverKey { id } } }',
  )
  expect(viewer).toEqual({ role: 'VIEWER', operator: { id }, secondFactorAt: null, serverKey: null })
  expect((await byToken.query('{ appKeys { nodes { key role } } }')).appKeys.nodes).toEqual([
    { key: ownProject.appKey, role: 'VIEWER' },
  ])
  const listed = await client.query('{ personalAccessTokens { id name prefix appKeys revokedAt } }')
  expect(listed.personalAccessTokens).toEqual([
    {
      id: created.token?.id,
      name: 'ci',
      prefix: secret.slice(0, 10),
      appKeys: [ownProject.appKey],
      revokedAt: null,
    },
  ])
  const revoked = await client.mutate('revokePersonalAccessToken', { tokenId: created.token?.id ?? '' })
  expect(revoked).toMatchObject({ token: { revokedAt: expect.any(String) }, problem: null })
  expect(await byToken.queryErrorCodes('{ viewer { role } }')).toEqual(['UNAUTHENTICATED'])
})

test('a token exceeds neither the role, nor the AppKeys, nor a year', async ({
  server,
  sql,
  ownProject,
  otherProject,
}) => {
  const { client } = await signIn({ server, sql }, ownProject, 'SUPPORT')
  const input = { name: 'x', role: 'SUPPORT', expiresAt } as const
  const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString() as unknown as Date
  const problems = await Promise.all(
    [
      { ...input, role: 'VIEWER' } as const,
      { ...input, role: 'ADMIN' } as const,
      { ...input, appKeys: [otherProject.appKey] },
      { ...input, appKeys: ['ak_01k00000000000000000000000'] },
      { ...input, appKeys: ['nonsense'] },
      { ...input, appKeys: [] },
      { ...input, expiresAt: later(366) },
      { ...input, expiresAt: later(-1) },
      { ...input, name: '' },
    ].map(async (each) => (await client.mutate('createPersonalAccessToken', each)).problem),
  )
  expect(problems.map((problem) => problem?.code)).toEqual(problems.map(() => 'INVALID_INPUT'))
  expect(problems[2]).toEqual(problems[3])
  expect((await client.mutate('createPersonalAccessToken', input)).problem).toBeNull()
})

test('a token sees and revokes no token that may do more than itself', async ({
  server,
  sql,
  ownProject,
  otherProject,
}) => {
  const { client, operator } = await signIn({ server, sql }, null, 'INSTALLATION')
  const own = { name: 'narrow', role: 'SUPPORT', appKeys: [ownProject.appKey], expiresAt } as const
  const others = [
    { ...own, name: 'same' },
    { ...own, name: 'role', role: 'ADMIN' },
    { ...own, name: 'app', appKeys: [ownProject.appKey, otherProject.appKey] },
    { ...own, name: 'all', appKeys: null },
    { ...own, name: 'acts', allowSensitiveActs: true },
  ] as const
  const narrow = await client.mutate('createPersonalAccessToken', own)
  const created = await Promise.all(others.map((each) => client.mutate('createPersonalAccessToken', each)))
  const byToken = createApiClient(server.graphqlUrl, tokenHeaders(narrow.secret ?? '', ownProject))
  const { personalAccessTokens } = await byToken.query('{ personalAccessTokens { name } }')
  expect(personalAccessTokens.map(({ name }) => name).toSorted()).toEqual(['narrow', 'same'])
  const codes = []
  for (const { token } of [...created, narrow]) {
    const { problem } = await byToken.mutate('revokePersonalAccessToken', { tokenId: token?.id ?? '' })
    codes.push(problem?.code ?? 'revoked')
  }
  expect(codes).toEqual(['revoked', ...Array(4).fill('INVALID_INPUT'), 'revoked'])
  const unlimited = tokenHeaders(await addToken(sql, operator, { allowSensitiveActs: true }))
  const byUnlimited = createApiClient(server.graphqlUrl, unlimited)
  const tokenId = created[1]?.token?.id ?? ''
  expect((await byUnlimited.mutate('revokePersonalAccessToken', { tokenId })).problem).toBeNull()
})

test('the token of another operator is answered as an unknown one', async ({ server, sql, ownProject }) => {
  const one = await signIn({ server, sql }, ownProject, 'OWNER')
  const two = await signIn({ server, sql }, ownProject, 'OWNER')
  const { token } = await one.client.mutate('createPersonalAccessToken', {
    name: 'x',
    role: 'OWNER',
    expiresAt,
  })
  const revoke = (tokenId: string) => two.client.mutate('revokePersonalAccessToken', { tokenId })
  const other = await revoke(token?.id ?? '')
  expect(other.problem?.code).toBe('INVALID_INPUT')
  expect(await revoke('pat_01k00000000000000000000000')).toEqual(other)
})
