import type { Command } from 'commander'
import type { Context } from '../domain/context.ts'
import type { PersistedOperationRow } from '../domain/models.ts'
import { deleteOperations } from '../domain/persisted-operation/delete-operations.ts'
import { listOperations } from '../domain/persisted-operation/list-operations.ts'
import { registerOperations } from '../domain/persisted-operation/register-operations.ts'
import { operationCheckerOf } from '../graphql/operation-checker.ts'
import { createSchema } from '../graphql/schema/create-schema.ts'
import { toDocumentId } from '../platform/document-id.ts'
import { addAppChangeCommand, addAppCommand, type AppChangeOption, type AppOption } from './options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { readOperationFiles } from './read-operation-files.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const batchSize = 100
const names = ['documentId', 'operationNames', 'createdAt', 'invalidReason']

export function addOperationCommands(program: Command, environment: EnvironmentVariables): void {
  const operations = program.command('operations').description('manage persisted operations')
  addAppChangeCommand(
    operations,
    'push <files...>',
    'register documents: .graphql files, or .json manifests of Apollo, Relay or GraphQL Code Generator',
  ).action((files: string[], options: AppChangeOption) => {
    const documents = readOperationFiles(files)
    return withApp(environment, options, 'Mutation.registerOperations', async (ctx) => {
      const registered = await pushOperations(ctx, documents)
      printRows(names, registered.map(toOperationFields), options.json)
    })
  })
  addAppCommand(operations, 'list', 'list the persisted operations').action((options: AppOption) =>
    withApp(environment, options, 'Query.appKey', async (ctx) => {
      printRows(names, (await listAllOperations(ctx)).map(toOperationFields), options.json)
    }),
  )
  addAppChangeCommand(operations, 'delete <documentIds...>', 'delete persisted operations').action(
    (documentIds: string[], options: AppChangeOption) =>
      withApp(environment, options, 'Mutation.deleteOperations', async (ctx) => {
        const deleted = await deleteOperations(ctx, documentIds)
        if (deleted.problem !== null) throw toCommandError(deleted.problem)
        printFields({ documentIds: deleted.documentIds }, options.json)
      }),
  )
}

async function pushOperations(ctx: Context, documents: readonly string[]): Promise<PersistedOperationRow[]> {
  const checker = operationCheckerOf(createSchema())
  const operations: PersistedOperationRow[] = []
  for (let start = 0; start < documents.length; start += batchSize) {
    const registered = await registerOperations(ctx, documents.slice(start, start + batchSize), checker)
    if (registered.problem !== null) throw toCommandError(registered.problem)
    operations.push(...registered.operations)
  }
  return operations
}

async function listAllOperations(ctx: Context): Promise<PersistedOperationRow[]> {
  const operations: PersistedOperationRow[] = []
  let after: string | null = null
  do {
    const page = await listOperations(ctx, { first: batchSize, after })
    operations.push(...page.edges.map(({ node }) => node))
    after = page.hasNextPage ? (page.edges.at(-1)?.cursor ?? null) : null
  } while (after !== null)
  return operations
}

function toOperationFields({
  hash,
  operationNames,
  createdAt,
  invalidReason,
}: PersistedOperationRow): Fields {
  return { documentId: toDocumentId(hash), operationNames, createdAt: createdAt.toISOString(), invalidReason }
}
