import type { Command } from 'commander'
import { grantEntitlement, revokeEntitlementGrant } from '../domain/entitlement/grant-entitlement.ts'
import { listEntitlementDefinitions } from '../domain/entitlement/list-entitlement-definitions.ts'
import { upsertEntitlement } from '../domain/entitlement/upsert-entitlement.ts'
import type { Context } from '../domain/context.ts'
import type { EntitlementGrantRow, EntitlementRow } from '../domain/models.ts'
import { encodeId } from '../platform/ids.ts'
import {
  addAppChangeCommand,
  addAppCommand,
  collect,
  createChoiceOption,
  parseReason,
  parseTime,
  reasonDescription,
  reasonFlags,
  type AppChangeOption,
  type AppOption,
} from './options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const grantKinds = ['ADD', 'LIMIT'] as const

type UpsertOptions = AppChangeOption & { name?: string; item?: string[]; withoutItems?: true }
type GrantOptions = AppOption & {
  readonly reason: string
  readonly kind?: EntitlementGrantRow['kind']
  readonly until?: Date
}

export function addEntitlementCommands(program: Command, environment: EnvironmentVariables): void {
  const entitlement = program.command('entitlement').description('manage entitlements and grants')
  addAppCommand(entitlement, 'list', 'list all entitlements with their items, ordered by key').action(
    (options: AppOption) =>
      withApp(environment, options, 'Query.entitlementDefinitions', async (ctx) => {
        const rows = await listEntitlementDefinitions(ctx)
        const fields = await Promise.all(rows.map((row) => toFields(ctx, row)))
        printRows(['key', 'name', 'itemIds', 'isApplied'], fields, options.json)
      }),
  )
  addAppChangeCommand(entitlement, 'upsert <key>', 'create an entitlement, or change what is given')
    .option('--name <name>', 'display name; the key for a new entitlement')
    .option('--item <itemId>', 'item that gives it (repeatable); replaces all items', collect(String))
    .option('--without-items', 'remove all items')
    .action((key: string, options: UpsertOptions) =>
      withApp(environment, options, 'Mutation.upsertEntitlement', async (ctx) => {
        const { name = null, item, withoutItems } = options
        const itemIds = withoutItems === true ? [] : (item ?? null)
        const stored = await upsertEntitlement(ctx, { key, name, itemIds })
        if (stored.problem !== null) throw toCommandError(stored.problem)
        printFields(await toFields(ctx, stored.entitlement), options.json)
      }),
    )
  addGrantCommands(entitlement, environment)
}

function addGrantCommands(entitlement: Command, environment: EnvironmentVariables): void {
  addAppCommand(entitlement, 'grant <userId> <key>', 'add or limit the access of a user')
    .addOption(
      createChoiceOption('--kind <kind>', 'add access, or limit what the user has bought', grantKinds),
    )
    .option('--until <time>', 'end of the access in RFC 3339; without end unless given', parseTime)
    .requiredOption(reasonFlags, reasonDescription, parseReason)
    .action((userId: string, key: string, options: GrantOptions) =>
      withApp(environment, { ...options }, 'Mutation.grantEntitlement', async (ctx) => {
        const { kind = 'ADD', until = null, reason } = options
        const grant = { userId, key, kind, accessUntil: until, reason, idempotencyKey: null }
        const granted = await grantEntitlement(ctx, grant)
        if (granted.problem !== null) throw toCommandError(granted.problem)
        printFields(toGrantFields(granted.grant), options.json)
      }),
    )
  addAppCommand(entitlement, 'revoke <grantId>', 'end the effect of a grant')
    .requiredOption(reasonFlags, reasonDescription, parseReason)
    .action((grantId: string, options: AppOption & { readonly reason: string }) =>
      withApp(environment, { ...options }, 'Mutation.revokeEntitlementGrant', async (ctx) => {
        const revoked = await revokeEntitlementGrant(ctx, { grantId, reason: options.reason })
        if (revoked.problem !== null) throw toCommandError(revoked.problem)
        printFields(toGrantFields(revoked.grant), options.json)
      }),
    )
}

async function toFields(ctx: Context, { id, key, name, nextAttemptAt }: EntitlementRow): Promise<Fields> {
  const loaders = ctx.loaders(ctx.app.appId)
  const rows = await loaders.itemsOfEntitlement.load(id)
  const items = await Promise.all(rows.map(({ itemId }) => loaders.items.load(itemId)))
  const itemIds = items.flatMap((item) => item?.externalId ?? []).toSorted()
  return { key, name, itemIds, isApplied: nextAttemptAt === null }
}

function toGrantFields({ id, kind, accessUntil, revokedAt }: EntitlementGrantRow): Fields {
  return {
    id: encodeId('gnt', id),
    kind,
    accessUntil: accessUntil?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  }
}
