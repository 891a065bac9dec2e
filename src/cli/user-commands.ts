import type { Command } from 'commander'
import { eraseUser } from '../domain/privacy/erase-user.ts'
import { exportUser } from '../domain/privacy/export-user.ts'
import { encodeId } from '../platform/ids.ts'
import { addAppChangeCommand, type AppChangeOption } from './options.ts'
import { printFields, printJsonLine, toCommandError } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const pageSize = 100

export function addUserCommands(program: Command, environment: EnvironmentVariables): void {
  const user = program.command('user').description('export and erase users')
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
