import type { Command } from 'commander'
import { eraseUser } from '../domain/privacy/erase-user.ts'
import { exportUser } from '../domain/privacy/export-user.ts'
import { encodeId } from '../platform/ids.ts'
import { addAppCommand, type AppOption } from './options.ts'
import { printFields, toCommandError } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const pageSize = 100

export function addUserCommands(program: Command, environment: EnvironmentVariables): void {
  const user = program.command('user').description('export and erase users')
  addAppCommand(user, 'erase <userId>', 'replace the ID of a user by a pseudonym; the payments stay').action(
    (userId: string, options: AppOption) =>
      withApp(environment, options.app, 'Mutation.eraseUser', async (ctx) => {
        const erased = await eraseUser(ctx, { userId })
        if (erased.problem !== null) throw toCommandError(erased.problem)
        const {
          user: { id, externalId },
          replayed,
          notificationsErased,
        } = erased
        const fields = { id: encodeId('usr', id), userId: externalId, replayed, notificationsErased }
        printFields(fields, options.json)
      }),
  )
  addAppCommand(
    user,
    'export <userId>',
    'print all records of a user as JSON Lines, a page on each line',
  ).action((userId: string, options: AppOption) =>
    withApp(environment, options.app, 'Mutation.exportUser', async (ctx) => {
      let after: string | null = null
      do {
        const page = await exportUser(ctx, { userId, first: pageSize, after })
        if (page.problem !== null) throw toCommandError(page.problem)
        console.log(JSON.stringify(page.data))
        after = page.hasNextPage ? page.endCursor : null
      } while (after !== null)
    }),
  )
}
