import type { Command } from 'commander'
import { eraseUser } from '../domain/privacy/erase-user.ts'
import { exportUser } from '../domain/privacy/export-user.ts'
import { releaseUser, suspendUser } from '../domain/user/suspend-user.ts'
import { encodeId } from '../platform/ids.ts'
import {
  addAppChangeCommand,
  addAppCommand,
  parseReason,
  reasonDescription,
  reasonFlags,
  type AppChangeOption,
  type AppOption,
} from './options.ts'
import { printFields, printJsonLine, toCommandError } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const pageSize = 100

export function addUserCommands(program: Command, environment: EnvironmentVariables): void {
  const user = program.command('user').description('suspend, release, export and erase users')
  for (const [name, description, act] of [
    ['suspend', 'keep the payments of a user from being consumed', suspendUser],
    ['release', 'end the suspension of a user', releaseUser],
  ] as const) {
    addAppCommand(user, `${name} <userId>`, description)
      .requiredOption(reasonFlags, reasonDescription, parseReason)
      .action((userId: string, options: AppOption & { readonly reason: string }) =>
        withApp(environment, { ...options }, `Mutation.${name}User`, async (ctx) => {
          const outcome = await act(ctx, { userId, reason: options.reason })
          if (outcome.problem !== null) throw toCommandError(outcome.problem)
          const { user: changed, replayed } = outcome
          printFields({ id: encodeId('usr', changed.id), userId: changed.externalId, replayed }, options.json)
        }),
      )
  }
  addAppChangeCommand(
    user,
    'erase <userId>',
    'replace the ID of a user by a pseudonym; the payments stay',
  ).action((userId: string, options: AppChangeOption) =>
    withApp(environment, options, 'Mutation.eraseUser', async (ctx) => {
      const erased = await eraseUser(ctx, { userId })
      if (erased.problem !== null) throw toCommandError(erased.problem)
      const { user: erasedUser, replayed, notificationsErased } = erased
      const userFields = { id: encodeId('usr', erasedUser.id), userId: erasedUser.externalId }
      printFields({ ...userFields, replayed, notificationsErased }, options.json)
    }),
  )
  addAppChangeCommand(
    user,
    'export <userId>',
    'print all records of a user as JSON Lines, a page on each line',
  ).action((userId: string, options: AppChangeOption) =>
    withApp(environment, options, 'Mutation.exportUser', async (ctx) => {
      let after: string | null = null
      do {
        const page = await exportUser(ctx, { userId, first: pageSize, after })
        if (page.problem !== null) throw toCommandError(page.problem)
        printJsonLine(page.data)
        after = page.hasNextPage ? page.endCursor : null
      } while (after !== null)
    }),
  )
}
