import { encodeId } from '../../src/platform/ids.ts'
import { createApiClient, type ApiClient } from '../support/api.ts'
import { addSession } from '../support/operators.ts'
import { openSession, type Act, type Setting } from './acts.ts'
import { addOperator } from './operator-test.ts'

async function isDone(call: Promise<{ readonly problem?: unknown }>): Promise<boolean> {
  try {
    return (await call).problem === null
  } catch {
    return false
  }
}

/** An owner with an open session that has verified a second factor, and its project. */
async function openProject({ services, server, sql }: Setting) {
  const project = await server.addProject({})
  const owner = await addOperator(services, { installationOwner: true })
  const session = await addSession({ server, sql }, owner, { secondFactorAt: new Date() })
  const client = createApiClient(server.graphqlUrl, { ...session, 'x-app-key': project.appKey })
  return { project, client, installation: createApiClient(server.graphqlUrl, session) }
}

const tokenInput = { name: 'script', role: 'VIEWER', expiresAt: new Date(Date.now() + 86_400_000) } as const
const operations = [{ document: 'query Items { items { nodes { itemId } } }' }]

async function registerOperation(client: ApiClient): Promise<string[]> {
  const registered = await client.mutate('registerOperations', { operations })
  return registered.operations?.map(({ documentId }) => documentId) ?? []
}

async function createPublicKey(): Promise<string> {
  const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
  ])
  const der = Buffer.from(await crypto.subtle.exportKey('spki', publicKey)).toString('base64')
  return `-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----\n`
}

/** Mutations of the API. */
export const apiActs: Readonly<Record<string, Act>> = {
  'an invitation with a role': {
    action: 'inviteOperator',
    entriesOfTwo: 2,
    prepare: async (setting) => {
      const { client } = await openProject(setting)
      const email = `${crypto.randomUUID()}@example.com`
      return () => isDone(client.mutate('inviteOperator', { email, role: 'VIEWER' }))
    },
  },
  'the link of an invitation with a role': {
    action: 'createOperatorLink',
    entriesOfTwo: 2,
    prepare: async (setting) => {
      const { client } = await openProject(setting)
      const email = `${crypto.randomUUID()}@example.com`
      return () => isDone(client.mutate('inviteOperator', { email, role: 'VIEWER' }))
    },
  },
  'the withdrawal of an invitation': {
    action: 'revokeOperatorInvitation',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { client } = await openProject(setting)
      const email = `${crypto.randomUUID()}@example.com`
      const { invitation } = await client.mutate('inviteOperator', { email, role: 'VIEWER' })
      const invitationId = invitation?.id ?? ''
      return () => isDone(client.mutate('revokeOperatorInvitation', { invitationId }))
    },
  },
  'a grant': {
    action: 'grantOperator',
    entriesOfTwo: 2,
    prepare: async (setting) => {
      const { client } = await openProject(setting)
      const operatorId = encodeId('opr', (await addOperator(setting.services)).id)
      return () => isDone(client.mutate('grantOperator', { operatorId, role: 'SUPPORT' }))
    },
  },
  'the withdrawal of a grant': {
    action: 'revokeOperatorGrant',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { client } = await openProject(setting)
      const operatorId = encodeId('opr', (await addOperator(setting.services)).id)
      await client.mutate('grantOperator', { operatorId, role: 'SUPPORT' })
      return () => isDone(client.mutate('revokeOperatorGrant', { operatorId }))
    },
  },
  'the disabling of an operator': {
    action: 'disableOperator',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { installation } = await openProject(setting)
      const { id } = await openSession(setting)
      return () => isDone(installation.mutate('disableOperator', { operatorId: encodeId('opr', id) }))
    },
  },
  'the creation of a personal access token': {
    action: 'createPersonalAccessToken',
    entriesOfTwo: 2,
    prepare: async (setting) => {
      const { installation } = await openProject(setting)
      return () => isDone(installation.mutate('createPersonalAccessToken', tokenInput))
    },
  },
  'the revocation of a personal access token': {
    action: 'revokePersonalAccessToken',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { installation } = await openProject(setting)
      const { token } = await installation.mutate('createPersonalAccessToken', tokenInput)
      return () => isDone(installation.mutate('revokePersonalAccessToken', { tokenId: token?.id ?? '' }))
    },
  },
  'the registration of an operation': {
    action: 'registerOperations',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { client } = await openProject(setting)
      return () => isDone(client.mutate('registerOperations', { operations }))
    },
  },
  'the deletion of an operation': {
    action: 'deleteOperations',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { client } = await openProject(setting)
      const documentIds = await registerOperation(client)
      return () => isDone(client.mutate('deleteOperations', { documentIds }))
    },
  },
  'the registration of a user token key': {
    action: 'registerUserTokenKey',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { client } = await openProject(setting)
      const publicKey = await createPublicKey()
      return () => isDone(client.mutate('registerUserTokenKey', { publicKey, kid: 'key-1' }))
    },
  },
  'the withdrawal of a user token key': {
    action: 'withdrawUserTokenKey',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { client } = await openProject(setting)
      const input = { publicKey: await createPublicKey(), kid: 'key-1' }
      const { userTokenKey } = await client.mutate('registerUserTokenKey', input)
      return () => isDone(client.mutate('withdrawUserTokenKey', { userTokenKeyId: userTokenKey?.id ?? '' }))
    },
  },
}
