import { Command } from 'commander'
import { addAppCommands } from './app-commands.ts'
import { addBackupCheckCommand } from './backup-check-command.ts'
import { addDoctorCommand } from './doctor-command.ts'
import { addEntitlementCommands } from './entitlement-commands.ts'
import { addFeedCommands } from './feed-commands.ts'
import { addItemCommands } from './item-commands.ts'
import { addMigrateCommand } from './migrate-command.ts'
import { addOperatorCommands } from './operator-commands.ts'
import { addOperatorGrantCommands } from './operator-grant-commands.ts'
import { addPaymentCommands } from './payment-commands.ts'
import { addTokenCommands } from './token-commands.ts'
import { addServerKeyCommands } from './server-key-commands.ts'
import { addSubscriptionCommands } from './subscription-commands.ts'
import { addRefundApprovalCommands } from './refund-approval-commands.ts'
import { addRefundReviewCommands } from './refund-review-commands.ts'
import { addReencryptCommand } from './reencrypt-command.ts'
import type { EnvironmentVariables } from './with-services.ts'
import { addStatisticsCommands } from './statistics-commands.ts'
import { addStoreCommands } from './store-commands.ts'
import { addPurchaseCommands } from './purchase-commands.ts'
import { addReconciliationCommands } from './reconciliation-commands.ts'
import { addUserCommands } from './user-commands.ts'
import { addUserSecretCommands } from './user-secret-commands.ts'
import { addUserTokenKeyCommands } from './user-token-key-commands.ts'
import { addOperationCommands } from './operation-commands.ts'
import { addImportPurchasesCommand } from './import-purchases-command.ts'
import { addAuditCommands } from './audit-commands.ts'

const helpText = `
The commands use the database at DATABASE_URL and the secret in COINSLOT_SECRET. Without DATABASE_URL
they use the database of the development server in COINSLOT_DATA_DIR (default: .coinslot), whether the
server is running or not.

With COINSLOT_TOKEN=cop_… a command acts as the operator of that personal access token, by the rules of the API.
Otherwise it acts as the command line of the machine, which may do everything. The commands audit verify, feed,
migrate, reencrypt, statistics and doctor maintain the installation, and always act as the machine.

Exit code 1: the command failed; stderr contains "CODE: message (field)". Exit code 2: wrong usage.`

/** The command line interface for the administration of a Coinslot server. */
export function createProgram(environment: EnvironmentVariables): Command {
  const program = new Command('coinslot')
    .description(
      'Administers a Coinslot server: apps, server keys, store connections, items, refund reviews and operators.',
    )
    .addHelpText('after', helpText)
    .showHelpAfterError('Run coinslot --help, or add --help to a command, for more information.')
    .exitOverride()
  addAppCommands(program, environment)
  addRefundApprovalCommands(program, environment)
  addSubscriptionCommands(program, environment)
  addServerKeyCommands(program, environment)
  addStoreCommands(program, environment)
  addStatisticsCommands(program, environment)
  addItemCommands(program, environment)
  addEntitlementCommands(program, environment)
  addFeedCommands(program, environment)
  addPurchaseCommands(program, environment)
  addReconciliationCommands(program, environment)
  addUserCommands(program, environment)
  addUserSecretCommands(program, environment)
  addAuditCommands(program, environment)
  addUserTokenKeyCommands(program, environment)
  addOperationCommands(program, environment)
  addOperatorCommands(program, environment)
  addImportPurchasesCommand(program, environment)
  addRefundReviewCommands(program, environment)
  addPaymentCommands(program, environment)
  addOperatorGrantCommands(program, environment)
  addTokenCommands(program, environment)
  addMigrateCommand(program, environment)
  addReencryptCommand(program, environment)
  addDoctorCommand(program, environment)
  addBackupCheckCommand(program, environment)
  return program
}
