import type { DevFile } from './data-dir.ts'
import { buyInEmulator, controlEmulator } from './demo-client.ts'
import { ask, complete, enter, reserve, tryVerify, verify, watch } from './demo-stage.ts'
import type { Payment, Stage } from './demo-stage.ts'

const store = 'GOOGLE_PLAY'
const oneDayMs = 24 * 60 * 60 * 1_000

/** A purchase that is paid in cash a day after it was made. The day passes in the emulator only. */
export async function playPendingPurchase(dev: DevFile): Promise<void> {
  const stage = await enter(dev, store, `${store}, paid in cash a day later`)
  const { step } = stage
  const purchase = await reserve(stage)
  const watching = watch(stage, purchase)
  const { storeProductId: productId, accountToken } = purchase
  const bought = await buyInEmulator(dev.emulatorUrl, { store, productId, accountToken, outcome: 'PENDING' })
  step('the store', 'waits for the money, and gives the app a receipt that says so')
  const early = await tryVerify(stage, purchase, bought)
  step('verifyPurchase', `not yet: ${early.problem?.code ?? 'GOT A PAYMENT'}`)
  await controlEmulator(dev.emulatorUrl, 'clock', { advanceMs: oneDayMs })
  await controlEmulator(dev.emulatorUrl, `purchases/${bought.id}/complete`)
  step('a day later', 'the player has paid at the counter')
  const payment = await verify(stage, purchase, bought)
  await consume(stage, payment)
  await complete(stage, payment)
  step('purchaseUpdated', `the waiting app was told: ${[...new Set(await watching)].join(', then ')}`)
}

async function consume({ dev, gameServer, step }: Stage, { id, purchaseToken }: Payment): Promise<void> {
  const { consume: consumed } = await ask<{ consume: { id: string } }>(
    dev,
    gameServer,
    `mutation ($input: ConsumePaymentInput!) { consumePayment(input: $input) {
      consume { id } problem { code message } } }`,
    { input: { paymentId: id, purchaseToken } },
  )
  step('consumePayment', `the game server uses it up: ${consumed.id}`)
}
