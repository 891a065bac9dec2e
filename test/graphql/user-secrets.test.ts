import { advanceTime } from '../support/emulator-control.ts'
import { createServerClient, expectField } from '../support/purchase-client.ts'
import { appKeyHeaders, postGraphql, signUserToken } from '../support/graphql-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { hourMs } from '../support/time.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('serverOptions', { scope: 'file' }, { notifications: true })

/** The HTTP status of a client whose user token is signed with the secret. */
async function statusWith(server: TestServer, appKey: string, userTokenSecret: string): Promise<number> {
  const project = { appKey, userTokenSecret, serverKey: '' }
  const headers = {
    ...appKeyHeaders(project),
    authorization: `Bearer ${await signUserToken(project, 'user')}`,
  }
  return (await postGraphql(server.graphqlUrl, headers, '{ items { nodes { id } } }')).status
}

async function addProject(server: TestServer) {
  const project = await server.addProject({})
  const admin = createServerClient(server, project)
  const list = async () =>
    (await admin.query('{ appKey { userSecrets { id createdAt expiresAt } } }')).appKey.userSecrets
  const status = (secret: string | null | undefined) => statusWith(server, project.appKey, secret ?? '')
  return { project, admin, list, status }
}

describe('rotateUserSecret', () => {
  test('the previous secret verifies tokens until the overlap ends, and the new one at once', async ({
    server,
    emulator,
  }) => {
    const { project, admin, list, status } = await addProject(server)
    const rotated = await admin.mutate('rotateUserSecret', { overlapHours: 2 })
    expect(rotated.problem).toBeNull()
    expect([await status(project.userTokenSecret), await status(rotated.secret)]).toEqual([200, 200])
    const [current, previous] = await list()
    expect(current).toEqual(rotated.userSecret)
    expect(previous).toMatchObject({ id: expect.stringMatching(/^uts_/), expiresAt: expect.any(String) })
    await advanceTime(emulator, 2 * hourMs + 1_000)
    expect([await status(project.userTokenSecret), await status(rotated.secret)]).toEqual([401, 200])
    expect(await list()).toEqual([rotated.userSecret])
  })

  test('an overlap of 0 hours ends the previous secret at once', async ({ server }) => {
    const { project, admin, list, status } = await addProject(server)
    const { secret } = await admin.mutate('rotateUserSecret', { overlapHours: 0 })
    expect([await status(project.userTokenSecret), await status(secret)]).toEqual([401, 200])
    expect(await list()).toHaveLength(1)
  })

  test.for([-1, 169])('an overlap of %i hours is refused', async (overlapHours, { server }) => {
    const { admin, list } = await addProject(server)
    expect(await admin.mutate('rotateUserSecret', { overlapHours })).toMatchObject({
      secret: null,
      problem: { code: 'INVALID_INPUT', field: ['overlapHours'] },
    })
    expect(await list()).toHaveLength(1)
  })

  test('at most five previous secrets are valid, and concurrent rotations lose none of them', async ({
    server,
  }) => {
    const { project, admin, list, status } = await addProject(server)
    const rotations = await Promise.all(
      [1, 2, 3, 4, 5].map(() => admin.mutate('rotateUserSecret', { overlapHours: 1 })),
    )
    const secrets = rotations.map((rotation) => expectField(rotation, 'secret'))
    for (const secret of [project.userTokenSecret, ...secrets]) expect(await status(secret)).toBe(200)
    expect(await list()).toHaveLength(6)
    expect((await admin.mutate('rotateUserSecret', { overlapHours: 1 })).problem?.code).toBe('INVALID_INPUT')
    expect((await admin.mutate('rotateUserSecret', { overlapHours: 0 })).problem).toBeNull()
  })
})

describe('withdrawUserSecret', () => {
  test('a withdrawn secret is rejected at once, and its open WebSocket is closed', async ({
    server,
    openSocket,
  }) => {
    const { project, admin, list, status } = await addProject(server)
    await admin.mutate('rotateUserSecret', { overlapHours: 24 })
    const authorization = `Bearer ${await signUserToken(project, 'user')}`
    const socket = await openSocket({ connectionParams: { appKey: project.appKey, authorization } })
    const previous = (await list())[1]
    const withdrawn = await admin.mutate('withdrawUserSecret', { userSecretId: previous?.id ?? '' })
    expect(withdrawn).toMatchObject({ problem: null, userSecret: { id: previous?.id } })
    expect(await status(project.userTokenSecret)).toBe(401)
    expect(await socket.closed).toMatchObject({ code: 4403 })
    expect(await admin.mutate('withdrawUserSecret', { userSecretId: previous?.id ?? '' })).toMatchObject({
      problem: { code: 'INVALID_INPUT', field: ['userSecretId'] },
    })
  })

  test('the current secret, and the secret of another project, cannot be withdrawn', async ({ server }) => {
    const [ours, theirs] = [await addProject(server), await addProject(server)]
    await theirs.admin.mutate('rotateUserSecret', { overlapHours: 24 })
    for (const { id } of [...(await ours.list()), ...(await theirs.list())]) {
      expect(await ours.admin.mutate('withdrawUserSecret', { userSecretId: id })).toMatchObject({
        userSecret: null,
        problem: { code: 'INVALID_INPUT' },
      })
    }
    expect(await theirs.list()).toHaveLength(2)
  })
})
