import type { Command } from 'commander'
import type { Context } from '../domain/context.ts'
import type { ServerKeyRole, ServerKeyRow } from '../domain/models.ts'
import { createServerKey } from '../domain/server-key/create-server-key.ts'
import { listServerKeys } from '../domain/server-key/list-server-keys.ts'
import { revokeServerKey } from '../domain/server-key/revoke-server-key.ts'
import { rotateServerKey } from '../domain/server-key/rotate-server-key.ts'
import { statusOf } from '../domain/server-key/server-key-state.ts'
import { updateServerKey } from '../domain/server-key/update-server-key.ts'
import { encodeId } from '../platform/ids.ts'
import {
  addAppChangeCommand,
  addAppCommand,
  createChoiceOption,
  parseSeconds,
  parseTime,
  type AppChangeOption,
  type AppOption,
} from './options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const roles = ['READER', 'GAME_SERVER', 'ADMIN'] as const satisfies readonly ServerKeyRole[]
const defaultOverlapSeconds = 24 * 60 * 60

export function addServerKeyCommands(program: Command, environment: EnvironmentVariables): void {
  const serverKey = program.command('server-key').description('manage server keys')
  addCreateCommand(serverKey, environment)
  addRotateCommand(serverKey, environment)
  addAppCommand(serverKey, 'list', 'list server keys: valid ones first, each newest first').action(
    (options: AppOption) =>
      withApp(environment, options, 'Query.appKey', async (ctx) => {
        const names = [
          'id',
          'name',
          'role',
          'status',
          'prefix',
          'createdAt',
          'lastUsedAt',
          'expiresAt',
          'revokedAt',
        ]
        const keys = await listServerKeys(ctx)
        printRows(
          names,
          keys.map((key) => toServerKeyFields(ctx, key)),
          options.json,
        )
      }),
  )
  addAppChangeCommand(serverKey, 'rename <serverKeyId>', 'change the display name of a server key')
    .requiredOption('--name <name>', 'new display name')
    .action((serverKeyId: string, options: AppChangeOption & { name: string }) =>
      withApp(environment, options, 'Mutation.updateServerKey', async (ctx) => {
        const updated = await updateServerKey(ctx, { serverKeyId, name: options.name })
        if (updated.problem !== null) throw toCommandError(updated.problem)
        printFields(toServerKeyFields(ctx, updated.serverKey), options.json)
      }),
    )
  addAppChangeCommand(serverKey, 'revoke <serverKeyId>', 'revoke a server key').action(
    (serverKeyId: string, options: AppChangeOption) =>
      withApp(environment, options, 'Mutation.revokeServerKey', async (ctx) => {
        const revoked = await revokeServerKey(ctx, { serverKeyId })
        if (revoked.problem !== null) throw toCommandError(revoked.problem)
        printFields(toServerKeyFields(ctx, revoked.serverKey), options.json)
      }),
  )
}

function addCreateCommand(serverKey: Command, environment: EnvironmentVariables): void {
  addAppChangeCommand(serverKey, 'create', 'create a server key; its secret is shown only once')
    .requiredOption('--name <name>', 'display name')
    .addOption(
      createChoiceOption('--role <role>', 'role of the key', roles).default('GAME_SERVER', 'game-server'),
    )
    .option('--expires <time>', 'end of the key in RFC 3339, such as 2027-01-31T00:00:00Z', parseTime)
    .action((options: AppChangeOption & { name: string; role: ServerKeyRole; expires?: Date }) =>
      withApp(environment, options, 'Mutation.createServerKey', async (ctx) => {
        const created = await createServerKey(ctx, { ...options, expiresAt: options.expires ?? null })
        if (created.problem !== null) throw toCommandError(created.problem)
        printFields({ ...toServerKeyFields(ctx, created.serverKey), secret: created.secret }, options.json)
      }),
    )
}

function addRotateCommand(serverKey: Command, environment: EnvironmentVariables): void {
  addAppChangeCommand(
    serverKey,
    'rotate <serverKeyId>',
    'replace a server key by a new one, whose secret is shown only once',
  )
    .option(
      '--overlap-seconds <seconds>',
      'how long the previous key stays valid: 0–2592000 (30 days)',
      parseSeconds,
      defaultOverlapSeconds,
    )
    .option('--expires <time>', 'end of the new key in RFC 3339', parseTime)
    .action((serverKeyId: string, options: AppChangeOption & { overlapSeconds: number; expires?: Date }) =>
      withApp(environment, options, 'Mutation.rotateServerKey', async (ctx) => {
        const rotated = await rotateServerKey(ctx, {
          serverKeyId,
          overlapSeconds: options.overlapSeconds,
          expiresAt: options.expires ?? null,
          idempotencyKey: null,
        })
        if (rotated.problem !== null) throw toCommandError(rotated.problem)
        printFields({ ...toServerKeyFields(ctx, rotated.serverKey), secret: rotated.secret }, options.json)
      }),
    )
}

function toServerKeyFields({ clock }: Pick<Context, 'clock'>, key: ServerKeyRow): Fields {
  return {
    id: encodeId('key', key.id),
    name: key.name,
    role: key.role,
    status: statusOf(key, clock()),
    prefix: key.prefix,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  }
}
