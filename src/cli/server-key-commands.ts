import type { Command } from 'commander'
import type { ServerKeyRole } from '../domain/server-key/server-key.ts'
import type { ServerKeyRow } from '../domain/models.ts'
import { createServerKey } from '../domain/server-key/create-server-key.ts'
import { listServerKeys } from '../domain/server-key/list-server-keys.ts'
import { revokeServerKey } from '../domain/server-key/revoke-server-key.ts'
import { encodeId } from '../platform/ids.ts'
import { addAppCommand, choiceOption, type OfApp } from './options.ts'
import { printFields, printRows, refuse, type Fields } from './output.ts'
import { withProject, type Environment } from './session.ts'

const roles = ['READER', 'GAME_SERVER', 'ADMIN'] as const satisfies readonly ServerKeyRole[]

export function addServerKeyCommands(program: Command, environment: Environment): void {
  const serverKey = program.command('server-key').description('secret keys of game servers')
  addAppCommand(serverKey, 'create', 'make a key; its secret is shown this once')
    .requiredOption('--name <name>', 'for people')
    .addOption(choiceOption('--role <role>', 'what it may do', roles).default('GAME_SERVER', 'game-server'))
    .action((options: OfApp & { name: string; role: ServerKeyRole }) =>
      withProject(environment, options.app, async (ctx) => {
        const created = await createServerKey(ctx, options)
        if (created.problem !== null) throw refuse(created.problem)
        printFields({ ...describeKey(created.serverKey), secret: created.secret }, options.json)
      }),
    )
  addAppCommand(serverKey, 'list', 'all keys, the newest first').action((options: OfApp) =>
    withProject(environment, options.app, async (ctx) => {
      const names = ['id', 'name', 'role', 'prefix', 'createdAt', 'lastUsedAt', 'revokedAt']
      printRows(names, (await listServerKeys(ctx)).map(describeKey), options.json)
    }),
  )
  addAppCommand(serverKey, 'revoke <serverKeyId>', 'end a key for good').action(
    (serverKeyId: string, options: OfApp) =>
      withProject(environment, options.app, async (ctx) => {
        const revoked = await revokeServerKey(ctx, { serverKeyId })
        if (revoked.problem !== null) throw refuse(revoked.problem)
        printFields(describeKey(revoked.serverKey), options.json)
      }),
  )
}

function describeKey(key: ServerKeyRow): Fields {
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
