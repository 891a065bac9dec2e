import { i18n } from '@lingui/core'
import { storeLabel } from '../format/labels.ts'
import type { SetUpQuery, SetUpStepName } from '../generated/operations.ts'

export type Step = SetUpQuery['setUpSteps'][number]

type StepText = {
  readonly title: string
  readonly help: string
  /** Where the step is done. */
  readonly page: '/second-factor' | '/stores' | '/items' | '/server-keys' | '/webhooks' | '/payments' | null
}

const texts: Record<SetUpStepName, (store: string) => StepText> = {
  SECOND_FACTOR: () => ({
    title: i18n.t('Set up your second factor'),
    help: i18n.t('Keys, credentials and refunds require it.'),
    page: '/second-factor',
  }),
  STORE_CONNECTED: () => ({
    title: i18n.t('Connect a store'),
    help: i18n.t('Enter the credentials of each store that sells your app.'),
    page: '/stores',
  }),
  STORE_CHECKED: (store) => ({
    title: i18n.t('Check the connection to {store}', { store }),
    help: i18n.t('The check says which part is missing, and what to do.'),
    page: '/stores',
  }),
  ITEM_CREATED: () => ({
    title: i18n.t('Create your items'),
    help: i18n.t('One by one, or from a spreadsheet.'),
    page: '/items',
  }),
  ITEMS_MAPPED: (store) => ({
    title: i18n.t('Give each item its product in {store}', { store }),
    help: i18n.t('An item without a product cannot be bought there.'),
    page: '/items',
  }),
  SERVER_KEY_USED: () => ({
    title: i18n.t('Call the API from your game server'),
    help: i18n.t('With a server key, which is shown once when it is created.'),
    page: '/server-keys',
  }),
  PURCHASE_VERIFIED: () => ({
    title: i18n.t('Verify a first purchase'),
    help: i18n.t('Request a purchase, pay as a test user of the store, and verify the receipt.'),
    page: '/payments',
  }),
  PAYMENT_CONSUMED: () => ({
    title: i18n.t('Consume it'),
    help: i18n.t('Consume the payment before the item is given: it succeeds once.'),
    page: '/payments',
  }),
  NOTIFICATION_RECEIVED: (store) => ({
    title: i18n.t('Receive a notification of {store}', { store }),
    help: i18n.t('Enter the address of the connection at the store, and send a test notification.'),
    page: '/stores',
  }),
  EVENTS_FOLLOWED: () => ({
    title: i18n.t('Follow the events'),
    help: i18n.t('By a webhook, or by an event consumer that reads them.'),
    page: '/webhooks',
  }),
}

export function stepText({ step, store }: Pick<Step, 'step' | 'store'>): StepText {
  return texts[step](store === null ? '' : storeLabel(i18n, store))
}

type App = Pick<SetUpQuery['appKey'], 'key' | 'consumeModel'>

/** What to copy for a step; null if it needs nothing. */
export function stepSnippet({ step }: Pick<Step, 'step'>, { key, consumeModel }: App): string | null {
  const url = `${window.location.origin}/graphql`
  const server = 'authorization: Bearer $SERVER_KEY'
  switch (step) {
    case 'SERVER_KEY_USED':
      return `curl ${url} -H "${server}" -H 'content-type: application/json' \\
  -d '{"query":"{ appKey { key name } }"}'`
    case 'PURCHASE_VERIFIED':
      return `mutation { requestPurchase(input: { userId: "user-1", itemId: "coins_100", store: GOOGLE_PLAY }) {
  purchase { id storeProductId accountToken } problem { code message } } }
mutation { verifyPurchase(input: { purchaseId: "pur_…", receipt: { googlePlay: { productId: "…", purchaseToken: "…" } } }) {
  payment { id status purchaseToken } problem { code message } } }
# x-app-key: ${key}`
    case 'PAYMENT_CONSUMED':
      return `mutation { consumePayment(input: { paymentId: "pay_…", purchaseToken: "…", idempotencyKey: "…" }) {
  consume { id } replayed problem { code message } } }
# ${consumeModel === 'BUILT_IN' ? `x-app-key: ${key}` : server}`
    case 'EVENTS_FOLLOWED':
      return `{ paymentEvents(first: 100) { edges { cursor node { type payment { id } } } pageInfo { endCursor } } }
mutation { ackEvents(input: { consumer: "game-server", cursor: "…" }) { consumer { lag } problem { code } } }
# ${server}`
    default:
      return null
  }
}
