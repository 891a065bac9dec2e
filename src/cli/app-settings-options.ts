import type { Command } from 'commander'
import type { AppRow } from '../domain/models.ts'
import { collect, createChoiceOption, parseHours, parseMoney, type Money } from './options.ts'

const consumeModels = ['SERVER_TO_SERVER', 'BUILT_IN'] as const
const sandboxPolicies = ['DENY', 'TESTERS_ONLY', 'ALLOW'] as const
const acknowledgeOnValues = ['PAID', 'CONSUMED', 'COMPLETED'] as const
const acknowledgeByValues = ['SERVER', 'CLIENT'] as const
const accountTokenPolicies = ['STRICT', 'ALLOW_UNKNOWN'] as const
const familySharingPolicies = ['REFUSE', 'ALLOW'] as const
const subscriptionRefundPolicies = ['FOLLOW_STORE', 'END_AT_ONCE', 'KEEP_UNTIL_EXPIRY'] as const
const operationsPolicies = ['ANY', 'PERSISTED_ONLY'] as const
const unconsumedPolicies = ['ALLOW_AUTO_REFUND', 'ACKNOWLEDGE'] as const
const refundReviewPolicies = ['MANUAL', 'REPORT_RECORD', 'ANSWER_FROM_RECORD'] as const

/** Settings whose options have the same names. */
export const policyNames = [
  'acknowledgeOn',
  'acknowledgeBy',
  'unconsumedPolicy',
  'refundReviewPolicy',
  'sendConsumptionInfo',
  'accountTokenPolicy',
  'familySharingPolicy',
  'subscriptionRefundPolicy',
  'subscriptionLeewayHours',
  'operationsPolicy',
  'reportingTimeZone',
] as const

export type AppSettingsOptions = {
  readonly name?: string
  readonly consumeModel?: AppRow['consumeModel']
  readonly userToken?: boolean
  readonly sandboxPolicy?: AppRow['sandboxPolicy']
  readonly tester?: string[]
  readonly allowedOrigin?: string[]
  readonly refundApprovalLimit?: (Money | null)[]
} & Partial<Pick<AppRow, (typeof policyNames)[number]>>

/** Adds an option for each setting of an app. */
export function addSettingsOptions(command: Command): Command {
  const withAccessOptions = command
    .addOption(createChoiceOption('--consume-model <model>', 'how payments are consumed', consumeModels))
    .option('--user-token', 'require user tokens signed by the game server')
    .option('--no-user-token', 'allow clients to set the user without a user token')
    .addOption(
      createChoiceOption(
        '--sandbox-policy <policy>',
        'whether sandbox receipts are accepted',
        sandboxPolicies,
      ),
    )
    .option('--tester <userId>', 'user ID whose sandbox receipts are accepted (repeatable)', collect(String))
  return addClientOptions(addSubscriptionOptions(addPolicyOptions(withAccessOptions)))
}

function addPolicyOptions(command: Command): Command {
  return command
    .addOption(
      createChoiceOption(
        '--acknowledge-on <state>',
        'payment status at which payments are acknowledged at the store',
        acknowledgeOnValues,
      ),
    )
    .addOption(
      createChoiceOption(
        '--acknowledge-by <caller>',
        'who acknowledges payments at the store: the server, or the app on the device',
        acknowledgeByValues,
      ),
    )
    .addOption(
      createChoiceOption(
        '--unconsumed-policy <policy>',
        'what happens to payments that are not consumed in time',
        unconsumedPolicies,
      ),
    )
    .addOption(
      createChoiceOption(
        '--refund-review-policy <policy>',
        'how stores that request evidence before a refund are answered',
        refundReviewPolicies,
      ),
    )
    .option(
      '--send-consumption-info',
      'the customers consent to consumption information being sent to their store',
    )
    .option('--no-send-consumption-info', 'the customers do not consent')
    .addOption(
      createChoiceOption(
        '--account-token-policy <policy>',
        'whether a receipt with an unknown account token may be claimed',
        accountTokenPolicies,
      ),
    )
    .addOption(
      createChoiceOption(
        '--family-sharing-policy <policy>',
        'whether a family member may claim a shared non-consumable',
        familySharingPolicies,
      ),
    )
}

function addSubscriptionOptions(command: Command): Command {
  return command
    .addOption(
      createChoiceOption(
        '--subscription-refund-policy <policy>',
        "what a refund of a subscription's period does to the access",
        subscriptionRefundPolicies,
      ),
    )
    .option(
      '--subscription-leeway-hours <hours>',
      'hours, 0-72, for which access is kept while the store cannot be read',
      parseHours,
    )
}

function addClientOptions(command: Command): Command {
  return command
    .addOption(
      createChoiceOption(
        '--operations-policy <policy>',
        'which operations clients may execute',
        operationsPolicies,
      ),
    )
    .option(
      '--refund-approval-limit <amount>',
      'largest refund that an operator makes alone, for example "100 USD" (repeatable); replaces all; "" for none',
      collect((text) => (text === '' ? null : parseMoney(text))),
    )
    .option('--reporting-time-zone <name>', 'IANA time zone whose days the statistics have')
    .option(
      '--allowed-origin <origin>',
      'origin of a browser game (repeatable); replaces all; "" for none',
      collect(String),
    )
}
