import type { Emulator } from '@coinslot/store-emulator'
import {
  createTestAuthority,
  sampleTransaction,
  type TestAuthority,
} from '../fixtures/app-store/test-authority.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import type { CapturedRequest } from './captured-notifications.ts'
import { describe, expect, expectPaid, inboxTest, vi, type InboxFixtures } from './inbox-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const test = inboxTest.extend('authority', { scope: 'file' }, () => createTestAuthority())

test.beforeEach(({ notifications }) => notifications.waitForIdle())
test.afterEach(async ({ inbox, faults }) => {
  await faults.clear()
  await inbox.reconnect()
})

const inputs = (emulator: Emulator) => emulatorConnectionInputs(emulator)

describe('a notification of the App Store', () => {
  /** A notification signed by a trusted authority that contains any signed transaction. */
  async function wrap(
    {
      emulator,
      inbox,
      authority,
    }: Pick<InboxFixtures, 'emulator' | 'inbox'> & { readonly authority: TestAuthority },
    signedTransactionInfo: string,
    template: CapturedRequest,
  ): Promise<CapturedRequest> {
    const { appStore } = inputs(emulator)
    const rootCertificates = [...appStore.rootCertificates, authority.rootDer.toString('base64')]
    await inbox.connect({ appStore: { ...appStore, rootCertificates } })
    const { bundleId, appAppleId } = appStore
    const data = {
      bundleId,
      appAppleId: Number(appAppleId),
      environment: 'Production',
      signedTransactionInfo,
    }
    const signedPayload = authority.sign({ notificationType: 'REFUND', notificationUUID: 'uuid-1', data })
    return { ...template, body: JSON.stringify({ signedPayload }) }
  }

  test('a notification whose transaction is signed by another chain is rejected as forged, whoever signed the rest', async ({
    emulator,
    notifications,
    inbox,
    authority,
  }) => {
    const { notification, storePurchase, purchaseId } = await inbox.buyAndCapture('APP_STORE')
    const untrusted = await createTestAuthority()
    const transaction = sampleTransaction({
      environment: 'Production',
      bundleId: inputs(emulator).appStore.bundleId,
      transactionId: storePurchase.transactionId,
    })
    const { signedTransaction = '' } = storePurchase.receipt.appStore ?? {}
    const [header = '', , signature = ''] = signedTransaction.split('.')
    const rewritten = Buffer.from(JSON.stringify(transaction)).toString('base64url')
    for (const forged of [untrusted.sign(transaction), `${header}.${rewritten}.${signature}`, 'a.b.c', '']) {
      await inbox.expectRejected(
        await wrap({ emulator, inbox, authority }, forged, notification),
        'APP_STORE',
        'invalid_signature',
      )
    }
    await expectPaid(notifications, inbox, {
      notification: await wrap({ emulator, inbox, authority }, signedTransaction, notification),
      purchaseId,
    })
  })

  test('a notification of the sandbox is rejected as misaddressed when only production is connected', async ({
    emulator,
    inbox,
  }) => {
    const { notification } = await inbox.buyAndCapture('APP_STORE', { environment: 'SANDBOX' })
    await inbox.connect({ appStore: { ...inputs(emulator).appStore, environments: ['PRODUCTION'] } })
    await inbox.expectRejected(notification, 'APP_STORE', 'wrong_recipient')
  })

  test('a notification with one changed character in the signed payload is rejected as forged', async ({
    inbox,
  }) => {
    const { notification } = await inbox.buyAndCapture('APP_STORE')
    const { signedPayload } = JSON.parse(notification.body) as { signedPayload: string }
    await inbox.expectUnchanged(async () => {
      for (let at = 1; at < signedPayload.length - 1; at += 97) {
        const body = JSON.stringify({ signedPayload: replaceCharacter(signedPayload, at) })
        expect(await inbox.post({ ...notification, body })).toEqual({ status: 401, body: '' })
      }
    })
  })
})

describe('a notification of ONE store', () => {
  test('a notification with one changed character is not stored', async ({ inbox }) => {
    const { notification } = await inbox.buyAndCapture('ONE_STORE')
    await inbox.expectUnchanged(async () => {
      for (let at = 0; at < notification.body.length; at += 7) {
        const response = await inbox.post({ ...notification, body: replaceCharacter(notification.body, at) })
        expect([400, 401]).toContain(response.status)
      }
    })
  })

  test('a notification of the sandbox is rejected as misaddressed when only production is connected', async ({
    emulator,
    inbox,
  }) => {
    const { notification } = await inbox.buyAndCapture('ONE_STORE', { environment: 'SANDBOX' })
    await inbox.connect({ oneStore: { ...inputs(emulator).oneStore, environments: ['PRODUCTION'] } })
    await inbox.expectRejected(notification, 'ONE_STORE', 'wrong_recipient')
  })

  test('a notification is to be retried while the connection has no license key, and is accepted later', async ({
    emulator,
    notifications,
    inbox,
  }) => {
    const purchase = await inbox.buyAndCapture('ONE_STORE')
    await inbox.connect({ oneStore: { ...inputs(emulator).oneStore, licenseKey: null } })
    await inbox.expectRejected(purchase.notification, 'ONE_STORE', 'unavailable')
    await inbox.reconnect()
    await expectPaid(notifications, inbox, purchase)
  })
})

function replaceCharacter(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}
