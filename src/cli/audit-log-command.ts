import type { Command } from 'commander'
import { encodeSubjectId } from '../domain/audit/audit-actions.ts'
import { listAuditLog } from '../domain/audit/list-audit-log.ts'
import { addAppCommand, type AppOption } from './options.ts'
import { printRows, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const maxEntries = 100

export function addAuditLogCommand(program: Command, environment: EnvironmentVariables): void {
  addAppCommand(program, 'audit-log', `list the newest ${maxEntries} changes by operators, newest first`)
    .option('--subject <id>', 'only changes of the object with this ID')
    .action((options: AppOption & { subject?: string }) =>
      withApp(environment, options.app, async (ctx) => {
        const request = { subjectId: options.subject ?? null, first: maxEntries, after: null }
        const rows = (await listAuditLog(ctx, request)).edges.map(({ node }): Fields => ({
          occurredAt: node.occurredAt.toISOString(),
          actor: node.actor,
          action: node.action,
          subjectId: encodeSubjectId(node),
          reason: node.reason,
          changes: JSON.stringify(node.changes),
        }))
        printRows(['occurredAt', 'actor', 'action', 'subjectId', 'reason', 'changes'], rows, options.json)
      }),
    )
}
