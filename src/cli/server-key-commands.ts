import type { Command } from 'commander'
import type { ServerKeyRole, ServerKeyRow } from '../domain/models.ts'
import { createServerKey } from '../domain/server-key/create-server-key.ts'
import { listServerKeys } from '../domain/server-key/list-server-keys.ts'
import { revokeServerKey } from '../domain/server-key/revoke-server-key.ts'
import { encodeId } from '../platform/ids.ts'
import { addAppCommand, createChoiceOption, type AppOption } from './options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const roles = ['READER', 'GAME_SERVER', 'ADMIN'] as const satisfies readonly ServerKeyRole[]

export function addServerKeyCommands(program: Command, environment: EnvironmentVariables): void {
  const serverKey = program.command('server-key').description('manage server keys')
  addAppCommand(serverKey, 'create', 'create a server key; its secret is shown only once')
    .requiredOption('--name <name>', 'display name')
    .addOption(
      createChoiceOption('--role <role>', 'role of the key', roles).default('GAME_SERVER', 'game-server'),
    )
    .action((options: AppOption & { name: string; role: ServerKeyRole }) =>
      withApp(environment, options.app, 'Mutation.createServerKey', async (ctx) => {
        const created = await createServerKey(ctx, options)
        if (created.problem !== null) throw toCommandError(created.problem)
        printFields({ ...toServerKeyFields(created.serverKey), secret: created.secret }, options.json)
      }),
    )
  addAppCommand(serverKey, 'list', 'list all server keys, newest first').action((options: AppOption) =>
    withApp(environment, options.app, 'Query.appKey', async (ctx) => {
      const names = ['id', 'name', 'role', 'prefix', 'createdAt', 'lastUsedAt', 'revokedAt']
      printRows(names, (await listServerKeys(ctx)).map(toServerKeyFields), options.json)
    }),
  )
  addAppCommand(serverKey, 'revoke <serverKeyId>', 'revoke a server key').action(
    (serverKeyId: string, options: AppOption) =>
      withApp(environment, options.app, 'Mutation.revokeServerKey', async (ctx) => {
        const revoked = await revokeServerKey(ctx, { serverKeyId })
        if (revoked.problem !== null) throw toCommandError(revoked.problem)
        printFields(toServerKeyFields(revoked.serverKey), options.json)
      }),
  )
}

function toServerKeyFields(key: ServerKeyRow): Fields {
  return {
    id: encodeId('key', key.id),
    name: key.name,
    role: key.role,
    prefix: key.prefix,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  }
}
