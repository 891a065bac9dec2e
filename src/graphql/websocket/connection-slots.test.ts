import { expect, test } from 'vitest'
import type { Context } from '../../domain/context.ts'
import { createConnectionSlots } from './connection-slots.ts'

const limits = { maxConnectionsPerKey: 6, maxConnectionsPerIp: 3, maxConnectionsPerUser: 2 }
const app = { appId: 'app' } as Context['app']
const client = (address: string, userId: string | null) => ({
  app,
  caller: { kind: 'CLIENT' as const, address, userId, credentialId: null },
})
const server = { app, caller: { kind: 'SERVER', serverKeyId: 'key', role: 'ADMIN', address: 'a' } } as const

test('one address cannot use up the sockets of an AppKey', () => {
  const slots = createConnectionSlots(limits)
  const opened = Array.from({ length: 20 }, (_, index) => slots.acquire(client('attacker', `user ${index}`)))
  expect(opened.filter((release) => release !== null)).toHaveLength(3)
  expect(slots.acquire(client('player', 'player'))).not.toBeNull()
})

test('one user cannot use up the sockets of an AppKey from many addresses', () => {
  const slots = createConnectionSlots(limits)
  const opened = Array.from({ length: 20 }, (_, index) => slots.acquire(client(`address ${index}`, 'user')))
  expect(opened.filter((release) => release !== null)).toHaveLength(2)
  expect(slots.acquire(client('player', 'player'))).not.toBeNull()
})

test('the sockets of game servers count by their key, and not by their address', () => {
  const slots = createConnectionSlots(limits)
  const opened = Array.from({ length: 20 }, () => slots.acquire(server))
  expect(opened.filter((release) => release !== null)).toHaveLength(6)
  expect(slots.acquire(client('a', null))).not.toBeNull()
})

test('a rejected socket holds no slot, and a closed one frees all of its slots', () => {
  const slots = createConnectionSlots(limits)
  const first = slots.acquire(client('a', 'user'))
  slots.acquire(client('a', 'user'))
  for (let time = 0; time < 10; time += 1) expect(slots.acquire(client('a', 'user'))).toBeNull()
  expect(slots.acquire(client('a', 'another'))).not.toBeNull()
  first?.()
  first?.()
  expect(slots.acquire(client('a', 'user'))).not.toBeNull()
  expect(slots.acquire(client('a', 'third'))).toBeNull()
})
