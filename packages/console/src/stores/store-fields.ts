import { i18n } from '@lingui/core'
import type { ConnectStoreInput, Store } from '../generated/operations.ts'

export type StoreField = {
  /** Name of the field of the input; `push.audience` is one of a nested input. */
  readonly name: string
  readonly label: () => string
  /** Where to find the value. */
  readonly help: () => string
  /** `secret` and `file` are never shown again; left empty they stay as they are. */
  readonly kind: 'text' | 'secret' | 'file' | 'choice' | 'environments' | 'check'
  readonly isRequired?: boolean
  /** The values of a choice; the first one is the default. */
  readonly options?: () => readonly (readonly [string, string])[]
  /** What a file must end with. */
  readonly accept?: string
}

type StoreForm = { readonly inputField: keyof ConnectStoreInput; readonly fields: readonly StoreField[] }

const environments = (help: () => string): StoreField => ({
  name: 'environments',
  kind: 'environments',
  label: () => i18n.t('Environments'),
  help,
})

const appStore: readonly StoreField[] = [
  {
    name: 'bundleId',
    kind: 'text',
    isRequired: true,
    label: () => i18n.t('Bundle id'),
    help: () => i18n.t('App Store Connect → Apps → your app → App Information → General Information.'),
  },
  {
    name: 'appAppleId',
    kind: 'text',
    label: () => i18n.t('Apple ID of the app'),
    help: () => i18n.t('The number beside the bundle id in App Information. Recommended.'),
  },
  {
    name: 'issuerId',
    kind: 'text',
    label: () => i18n.t('Issuer id'),
    help: () =>
      i18n.t(
        'App Store Connect → Users and Access → Integrations → In-App Purchase: the UUID above the keys.',
      ),
  },
  {
    name: 'keyId',
    kind: 'text',
    label: () => i18n.t('Key id'),
    help: () => i18n.t('The id in the list of In-App Purchase keys; it is in the name of the file, too.'),
  },
  {
    name: 'privateKey',
    kind: 'file',
    accept: '.p8',
    label: () => i18n.t('Private key (.p8)'),
    help: () =>
      i18n.t(
        'Generate an In-App Purchase key (not an App Store Connect API key). Apple offers the file once.',
      ),
  },
  environments(() => i18n.t('An app that was never released has only the sandbox.')),
  {
    name: 'finishTransactions',
    kind: 'check',
    label: () => i18n.t('The server finishes transactions'),
    help: () => i18n.t('Otherwise the app has to finish each transaction itself.'),
  },
]

const googlePlay: readonly StoreField[] = [
  {
    name: 'packageName',
    kind: 'text',
    isRequired: true,
    label: () => i18n.t('Package name'),
    help: () => i18n.t('Play Console → your app: below its name, such as com.example.arcade.'),
  },
  {
    name: 'serviceAccountJson',
    kind: 'file',
    accept: '.json',
    isRequired: true,
    label: () => i18n.t('Key of the service account (.json)'),
    help: () =>
      i18n.t(
        'Google Cloud → IAM → Service accounts → Keys. Then Play Console → Users and permissions → invite its address with “View financial data” and “Manage orders and subscriptions”.',
      ),
  },
  {
    name: 'licenseKey',
    kind: 'text',
    label: () => i18n.t('License key'),
    help: () => i18n.t('Play Console → Monetize with Play → Monetization setup → Licensing. Recommended.'),
  },
  {
    name: 'push.serviceAccountEmail',
    kind: 'text',
    label: () => i18n.t('Service account of the push subscription'),
    help: () =>
      i18n.t('Google Cloud → Pub/Sub → Subscriptions → your push subscription → Enable authentication.'),
  },
  {
    name: 'push.audience',
    kind: 'text',
    label: () => i18n.t('Audience of the push subscription'),
    help: () => i18n.t('In the same place. Without one, Pub/Sub uses the address of the endpoint.'),
  },
  {
    name: 'push.subscription',
    kind: 'text',
    label: () => i18n.t('Name of the subscription'),
    help: () => i18n.t('projects/…/subscriptions/…; pushes of others are then rejected. Optional.'),
  },
]

const oneStore: readonly StoreField[] = [
  {
    name: 'clientId',
    kind: 'text',
    isRequired: true,
    label: () => i18n.t('Client id'),
    help: () => i18n.t('ONE store Developer Center → your app → In-app → License management.'),
  },
  {
    name: 'clientSecret',
    kind: 'secret',
    isRequired: true,
    label: () => i18n.t('Client secret'),
    help: () => i18n.t('In the same place as the client id.'),
  },
  {
    name: 'packageName',
    kind: 'text',
    label: () => i18n.t('Package name'),
    help: () => i18n.t('Receipts of another package are then rejected. Recommended.'),
  },
  {
    name: 'licenseKey',
    kind: 'text',
    label: () => i18n.t('License key'),
    help: () => i18n.t('In the same place. It verifies receipts and notifications.'),
  },
  {
    name: 'marketCode',
    kind: 'choice',
    label: () => i18n.t('Market'),
    help: () => i18n.t('The market of receipts that name none. In the wrong market a purchase is not found.'),
    options: () => [
      ['MKT_ONE', i18n.t('South Korea (MKT_ONE)')],
      ['MKT_GLB', i18n.t('Global (MKT_GLB)')],
    ],
  },
  environments(() => i18n.t('Where purchases are looked up.')),
]

const printedByEmulator = () => i18n.t('The store emulator prints it at its start.')

const testStore: readonly StoreField[] = [
  {
    name: 'bundleId',
    kind: 'text',
    isRequired: true,
    label: () => i18n.t('Bundle id'),
    help: printedByEmulator,
  },
  {
    name: 'baseUrl',
    kind: 'text',
    isRequired: true,
    label: () => i18n.t('Address'),
    help: printedByEmulator,
  },
  {
    name: 'apiSecret',
    kind: 'secret',
    isRequired: true,
    label: () => i18n.t('API secret'),
    help: printedByEmulator,
  },
  {
    name: 'receiptPublicKey',
    kind: 'file',
    accept: '.pem',
    isRequired: true,
    label: () => i18n.t('Public key of receipts (.pem)'),
    help: printedByEmulator,
  },
]

export const storeForms: Record<Store, StoreForm> = {
  APP_STORE: { inputField: 'appStore', fields: appStore },
  GOOGLE_PLAY: { inputField: 'googlePlay', fields: googlePlay },
  ONE_STORE: { inputField: 'oneStore', fields: oneStore },
  TEST_STORE: { inputField: 'testStore', fields: testStore },
}
