import type { Command } from 'commander'
import type { Context } from '../domain/context.ts'
import type { SubscriptionRow } from '../domain/models.ts'
import type { Outcome } from '../domain/problem.ts'
import { assignSubscription } from '../domain/subscription-act/assign-subscription.ts'
import { cancelSubscription } from '../domain/subscription-act/cancel-subscription.ts'
import { extendSubscription } from '../domain/subscription-act/extend-subscription.ts'
import { revokeSubscription } from '../domain/subscription-act/revoke-subscription.ts'
import type { SubscriptionActResult } from '../domain/subscription-act/subscription-act.ts'
import { encodeId } from '../platform/ids.ts'
import { addImportSubscriptionsCommand } from './import-subscriptions-command.ts'
import {
  addAppCommand,
  createChoiceOption,
  parseReason,
  parseVersion,
  reasonDescription,
  reasonFlags,
  type AppChangeOption,
} from './options.ts'
import { printFields, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

type RequestOptions = AppChangeOption & {
  readonly reason: string
  readonly idempotencyKey?: string
}
type ActOptions = RequestOptions & { readonly expectedVersion?: number }
type CancelOptions = ActOptions & { readonly byDeveloper?: true }
type RevokeOptions = ActOptions & {
  readonly refund: (typeof refundKinds)[number]
  readonly storeProduct?: string
}

type RunAct = (
  options: AppChangeOption,
  field: `Mutation.${string}`,
  act: (ctx: Context) => Promise<Outcome<SubscriptionActResult>>,
) => Promise<void>

const refundKinds = ['FULL', 'PRORATED', 'NONE'] as const

export function addSubscriptionCommands(program: Command, environment: EnvironmentVariables): void {
  const subscription = program
    .command('subscription')
    .description('assign, extend, cancel, revoke and import subscriptions')
  const run: RunAct = (options, field, act) =>
    withApp(environment, options, field, async (ctx) => {
      const outcome = await act(ctx)
      if (outcome.problem !== null) throw toCommandError(outcome.problem)
      const { managementUrl, replayed } = outcome
      printFields({ ...toFields(outcome.subscription), managementUrl, replayed }, options.json)
    })
  addImportSubscriptionsCommand(subscription, environment)
  addAssign(subscription, environment)
  addExtendAndCancel(subscription, run)
  addRevoke(subscription, run)
}

function addAssign(subscription: Command, environment: EnvironmentVariables): void {
  addRequestCommand(
    subscription,
    'assign <subscriptionId> <userId>',
    'give a subscription that belongs to nobody to a user',
  ).action((subscriptionId: string, userId: string, options: RequestOptions) =>
    withApp(environment, options, 'Mutation.assignSubscription', async (ctx) => {
      const { reason, idempotencyKey = null } = options
      const outcome = await assignSubscription(ctx, { subscriptionId, userId, reason, idempotencyKey })
      if (outcome.problem !== null) throw toCommandError(outcome.problem)
      printFields({ ...toFields(outcome.subscription), replayed: outcome.replayed }, options.json)
    }),
  )
}

function addExtendAndCancel(subscription: Command, run: RunAct): void {
  addActCommand(
    subscription,
    'extend <subscriptionId> <days>',
    'move the end of the current period at the store',
  ).action((subscriptionId: string, days: string, options: ActOptions) =>
    run(options, 'Mutation.extendSubscription', (ctx) =>
      extendSubscription(ctx, { ...toAct(subscriptionId, options), days: Number(days) }),
    ),
  )
  addActCommand(subscription, 'cancel <subscriptionId>', 'turn the renewal off at the store')
    .option('--by-developer', 'stop the payments, so that the customer cannot turn the renewal on again')
    .action((subscriptionId: string, options: CancelOptions) =>
      run(options, 'Mutation.cancelSubscription', (ctx) =>
        cancelSubscription(ctx, {
          ...toAct(subscriptionId, options),
          byDeveloper: options.byDeveloper ?? false,
        }),
      ),
    )
}

function addRevoke(subscription: Command, run: RunAct): void {
  addActCommand(subscription, 'revoke <subscriptionId>', 'end the access at the store now, with a refund')
    .addOption(
      createChoiceOption(
        '--refund <refund>',
        'what the store returns to the customer',
        refundKinds,
      ).makeOptionMandatory(),
    )
    .option('--store-product <productId>', 'only the line of this product of the store')
    .action((subscriptionId: string, options: RevokeOptions) =>
      run(options, 'Mutation.revokeSubscription', (ctx) =>
        revokeSubscription(ctx, {
          ...toAct(subscriptionId, options),
          refund: options.refund,
          storeProductId: options.storeProduct ?? null,
        }),
      ),
    )
}

function addActCommand(parent: Command, name: string, description: string): Command {
  return addRequestCommand(parent, name, description).option(
    '--expected-version <version>',
    'act only if the subscription has this version',
    parseVersion,
  )
}

function addRequestCommand(parent: Command, name: string, description: string): Command {
  return addAppCommand(parent, name, description)
    .requiredOption(reasonFlags, reasonDescription, parseReason)
    .option('--idempotency-key <key>', 'key with which the command can be repeated safely')
}

function toAct(subscriptionId: string, { reason, expectedVersion, idempotencyKey }: ActOptions) {
  return {
    subscriptionId,
    reason,
    expectedVersion: expectedVersion ?? null,
    idempotencyKey: idempotencyKey ?? null,
  }
}

function toFields(subscription: SubscriptionRow): Fields {
  return {
    id: encodeId('sub', subscription.id),
    status: subscription.status,
    store: subscription.store,
    accessUntil: subscription.accessUntil?.toISOString() ?? null,
    willRenew: subscription.willRenew,
    cancelReason: subscription.cancelReason,
    version: subscription.version,
  }
}
