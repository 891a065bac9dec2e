import { i18n } from '@lingui/core'
import type { AppSettingsFragment, UpdateAppKeyInput } from '../generated/operations.ts'

export type SettingName = Exclude<keyof UpdateAppKeyInput, 'reason'> & keyof AppSettingsFragment

export type SettingField = {
  readonly name: SettingName
  readonly label: () => string
  readonly help: () => string
} & (
  | { readonly kind: 'text' | 'number' | 'lines' | 'amounts' | 'check' }
  | { readonly kind: 'choice'; readonly options: () => readonly (readonly [string, string])[] }
)

type SettingGroup = { readonly title: () => string; readonly fields: readonly SettingField[] }

const general: readonly SettingField[] = [
  { name: 'name', kind: 'text', label: () => i18n.t('Name'), help: () => i18n.t('Shown to operators only.') },
  {
    name: 'consumeModel',
    kind: 'choice',
    label: () => i18n.t('Who consumes payments'),
    help: () => i18n.t('The one who gives the item. Without a game server it is the app.'),
    options: () => [
      ['SERVER_TO_SERVER', i18n.t('The game server')],
      ['BUILT_IN', i18n.t('The app (built-in)')],
    ],
  },
  {
    name: 'requireUserToken',
    kind: 'check',
    label: () => i18n.t('Clients prove their user by a signed token'),
    help: () => i18n.t('Without it everybody who knows a user id can act for that user.'),
  },
  {
    name: 'reportingTimeZone',
    kind: 'text',
    label: () => i18n.t('Time zone of statistics'),
    help: () => i18n.t('Such as Asia/Seoul. After a change all payments are counted again.'),
  },
]

const sandbox: readonly SettingField[] = [
  {
    name: 'sandboxPolicy',
    kind: 'choice',
    label: () => i18n.t('Sandbox receipts'),
    help: () => i18n.t('They cost nothing, so only testers should get items for them.'),
    options: () => [
      ['DENY', i18n.t('Reject all')],
      ['TESTERS_ONLY', i18n.t('Accept from testers only')],
      ['ALLOW', i18n.t('Accept from everybody')],
    ],
  },
  {
    name: 'sandboxTesterUserIds',
    kind: 'lines',
    label: () => i18n.t('User ids of the testers'),
    help: () => i18n.t('One in each line, at most 1,000.'),
  },
]

const delivery: readonly SettingField[] = [
  {
    name: 'acknowledgeOn',
    kind: 'choice',
    label: () => i18n.t('Acknowledge at the store when a payment is'),
    help: () => i18n.t('The store refunds a payment that is never acknowledged.'),
    options: () => [
      ['PAID', i18n.t('Paid')],
      ['CONSUMED', i18n.t('Consumed')],
      ['COMPLETED', i18n.t('Completed')],
    ],
  },
  {
    name: 'acknowledgeBy',
    kind: 'choice',
    label: () => i18n.t('Who acknowledges payments at the store'),
    help: () =>
      i18n.t('An app with Unity IAP confirms purchases on the device; the server then only checks it.'),
    options: () => [
      ['SERVER', i18n.t('The server')],
      ['CLIENT', i18n.t('The app on the device')],
    ],
  },
  {
    name: 'unconsumedPolicy',
    kind: 'choice',
    label: () => i18n.t('Payments that are unconsumed at the deadline'),
    help: () => i18n.t('The store refunds what is not acknowledged within three days.'),
    options: () => [
      ['ALLOW_AUTO_REFUND', i18n.t('Let the store refund them')],
      ['ACKNOWLEDGE', i18n.t('Acknowledge them; the item is still owed')],
    ],
  },
]

const refunds: readonly SettingField[] = [
  {
    name: 'refundReviewPolicy',
    kind: 'choice',
    label: () => i18n.t('Answers to refund reviews'),
    help: () => i18n.t('Stores ask for evidence before they decide on a refund.'),
    options: () => [
      ['MANUAL', i18n.t('By an operator')],
      ['REPORT_RECORD', i18n.t('Report delivery and consumption automatically')],
      ['ANSWER_FROM_RECORD', i18n.t('Report them with a recommendation')],
    ],
  },
  {
    name: 'sendConsumptionInfo',
    kind: 'check',
    label: () => i18n.t('Customers have consented to consumption information'),
    help: () => i18n.t('Without the consent nothing is sent to a store that requires it.'),
  },
]

const refundLimits: readonly SettingField[] = [
  {
    name: 'refundApprovalLimits',
    kind: 'amounts',
    label: () => i18n.t('Largest refunds that an operator makes alone'),
    help: () =>
      i18n.t(
        'One currency in each line, such as 100000 KRW. A second operator approves what is above, and refunds in other currencies. Empty: none.',
      ),
  },
]

const subscriptions: readonly SettingField[] = [
  {
    name: 'subscriptionRefundPolicy',
    kind: 'choice',
    label: () => i18n.t('Access after a refund of a subscription'),
    help: () => i18n.t('For refunds of a period after which the store lets the subscription go on.'),
    options: () => [
      ['FOLLOW_STORE', i18n.t('As the store says')],
      ['END_AT_ONCE', i18n.t('Ends at once')],
      ['KEEP_UNTIL_EXPIRY', i18n.t('Lasts until the end of the period')],
    ],
  },
  {
    name: 'subscriptionLeewayHours',
    kind: 'number',
    label: () => i18n.t('Hours of access while the store cannot be read'),
    help: () => i18n.t('From 0 to 72, after the end of the access that the store stated last.'),
  },
]

const security: readonly SettingField[] = [
  {
    name: 'accountTokenPolicy',
    kind: 'choice',
    label: () => i18n.t('Receipts with an unknown account token'),
    help: () => i18n.t('Accept them only for an app that passed tokens of its own to the store before.'),
    options: () => [
      ['STRICT', i18n.t('Reject')],
      ['ALLOW_UNKNOWN', i18n.t('Accept from whoever submits the receipt')],
    ],
  },
  {
    name: 'familySharingPolicy',
    kind: 'choice',
    label: () => i18n.t('Items shared within a family'),
    help: () => i18n.t('Family Sharing of the App Store, for items that are bought once.'),
    options: () => [
      ['REFUSE', i18n.t('Only the buyer gets the item')],
      ['ALLOW', i18n.t('Family members get it too')],
    ],
  },
  {
    name: 'allowedOrigins',
    kind: 'lines',
    label: () => i18n.t('Origins of browser games'),
    help: () => i18n.t('One in each line, such as https://game.example.com. Apps are not affected.'),
  },
  {
    name: 'operationsPolicy',
    kind: 'choice',
    label: () => i18n.t('Operations of clients'),
    help: () => i18n.t('Registered ones only is safer; register them when you build the app.'),
    options: () => [
      ['ANY', i18n.t('Any')],
      ['PERSISTED_ONLY', i18n.t('Registered ones only')],
    ],
  },
]

export const settingGroups: readonly SettingGroup[] = [
  { title: () => i18n.t('General'), fields: general },
  { title: () => i18n.t('Sandbox'), fields: sandbox },
  { title: () => i18n.t('Delivery'), fields: delivery },
  { title: () => i18n.t('Refund reviews'), fields: refunds },
  { title: () => i18n.t('Refunds'), fields: refundLimits },
  { title: () => i18n.t('Subscriptions'), fields: subscriptions },
  { title: () => i18n.t('Security'), fields: security },
]
