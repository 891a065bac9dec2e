import type { ServerPayment } from '@coinslot/sdk/server'
import { expect, test } from 'vitest'
import { auroraShip, welcomeCoins } from '../catalog.ts'
import { openPlayerStore } from './player-store.ts'

const pay = (id: string, itemId = 'coins_100', quantity = 1) =>
  ({ id, userId: 'ada', itemId, quantity, store: 'GOOGLE_PLAY' }) as ServerPayment

const openStore = () => openPlayerStore(':memory:')

test('a payment is delivered once, with its quantity', () => {
  const players = openStore()
  players.deliver(pay('pay_1', 'coins_500', 2), 'key-1')
  players.deliver(pay('pay_1', 'coins_500', 2), 'key-1')
  expect(players.readState('ada')).toMatchObject({ coins: welcomeCoins + 1_000, hasAurora: false })
  expect(players.readState('grace')).toEqual({ coins: welcomeCoins, hasAurora: false, items: [] })
})

test('a refund takes the coins back, before and after the delivery, until it is reversed', () => {
  const players = openStore()
  players.setRefunded('pay_1', true)
  players.deliver(pay('pay_1'), 'key-1')
  players.deliver(pay('pay_2'), 'key-2')
  players.setRefunded('pay_2', true)
  players.setRefunded('pay_2', true)
  expect(players.readState('ada').coins).toBe(welcomeCoins)
  players.setRefunded('pay_1', false)
  expect(players.readState('ada').coins).toBe(welcomeCoins + 100)
})

test('a run is paid only with coins that are there, and a refund of spent coins leaves a debt', () => {
  const players = openStore()
  players.deliver(pay('pay_1'), 'key-1')
  while (players.payRun('ada')) expect(players.readState('ada').coins).toBeGreaterThanOrEqual(0)
  expect(players.readState('ada').coins).toBe(0)
  players.setRefunded('pay_1', true)
  expect(players.readState('ada').coins).toBe(-100)
  expect(players.payRun('ada')).toBe(false)
})

test('the ship belongs to the player until its payment is refunded, however much is bought later', () => {
  const players = openStore()
  players.deliver(pay('pay_ship', auroraShip), 'key-ship')
  for (let index = 0; index < 30; index += 1) players.deliver(pay(`pay_${index}`), `key-${index}`)
  expect(players.readState('ada')).toMatchObject({ hasAurora: true, items: { length: 20 } })
  players.setRefunded('pay_ship', true)
  expect(players.readState('ada').hasAurora).toBe(false)
})

test('a session is found by its token until the player logs out', () => {
  const players = openStore()
  const token = players.logIn('ada')
  expect(players.findPlayer(token)).toBe('ada')
  expect(players.findPlayer('another')).toBeNull()
  players.logOut(token)
  expect(players.findPlayer(token)).toBeNull()
})
