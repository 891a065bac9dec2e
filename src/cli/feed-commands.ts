import { installationId } from '../platform/ids.ts'
import type { Command } from 'commander'
import { startFeedEpochs } from '../db/queries/events.ts'
import { createOperatorAction } from '../domain/operator/create-operator-action.ts'
import { addChangeCommand, type ChangeOption } from './options.ts'
import { printFields } from './output.ts'
import { commandLineCaller, withServices, type EnvironmentVariables } from './with-services.ts'

export function addFeedCommands(program: Command, environment: EnvironmentVariables): void {
  const feed = program.command('feed').description('administer the event feeds')
  addChangeCommand(
    feed,
    'new-epoch',
    'reject cursors of events that this database lost; run it after restoring a copy of the files or a snapshot',
  ).action(async ({ json, reason }: ChangeOption) => {
    const feeds = await withServices(environment, (services) =>
      startFeedEpochs(
        services.db,
        installationId,
        createOperatorAction(
          { ...services, caller: commandLineCaller, reason: reason ?? null },
          { action: 'startFeedEpochs', changes: {} },
        ),
      ),
    )
    printFields({ feeds }, json)
  })
}
