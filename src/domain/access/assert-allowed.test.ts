import { describe, expect, test } from 'vitest'
import type { Caller, OperatorCaller } from '../context.ts'
import { createCommandLineCaller } from '../operator/command-line-caller.ts'
import { assertAllowed, mayReadSecret } from './assert-allowed.ts'
import type { AccessRule } from './access-rule.ts'

const now = new Date('2026-11-01T12:00:00Z')
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const app = {} as Parameters<typeof assertAllowed>[0]['app']

const rule: AccessRule = {
  as: ['OPERATOR'],
  role: 'ADMIN',
  operators: ['OWNER', 'ADMIN'],
  stepUp: false,
  appKey: true,
  tokens: true,
}
const session: OperatorCaller = {
  ...createCommandLineCaller('kim'),
  role: 'ADMIN',
  via: 'SESSION',
  isInstallationOwner: false,
}
const token: OperatorCaller = { ...session, via: 'TOKEN' }

const check = (caller: Caller, changes: Partial<AccessRule> = {}, on = app) => {
  try {
    assertAllowed({ caller, app: on, clock: () => now }, { ...rule, ...changes })
    return 'allowed'
  } catch (error) {
    return error
  }
}

describe('step-up', () => {
  test.each([
    ['never confirmed', null, false],
    ['confirmed 10 minutes ago', minutesAgo(10), true],
    ['confirmed more than 10 minutes ago', new Date(minutesAgo(10).getTime() - 1), false],
  ])('a session whose second factor was %s', (_, secondFactorAt, isAllowed) => {
    const outcome = check({ ...session, secondFactorAt }, { stepUp: true })
    if (isAllowed) expect(outcome).toBe('allowed')
    else expect(outcome).toMatchObject({ code: 'FORBIDDEN', reason: 'SECOND_FACTOR_REQUIRED' })
  })

  test('a token acts only if it was created for sensitive acts, and the command line always does', () => {
    expect(check(token, { stepUp: true })).toMatchObject({ code: 'FORBIDDEN' })
    expect(check({ ...token, secondFactorAt: now }, { stepUp: true })).toMatchObject({ code: 'FORBIDDEN' })
    expect(check({ ...token, allowSensitiveActs: true }, { stepUp: true })).toBe('allowed')
    expect(check(createCommandLineCaller('kim'), { stepUp: true })).toBe('allowed')
  })
})

describe('fields that work on no AppKey', () => {
  test('the role at an AppKey does not count for them', () => {
    const owner = { ...session, role: 'OWNER' } as const
    expect(check(owner, { appKey: false, operators: ['OWNER'] })).toMatchObject({ code: 'FORBIDDEN' })
    const installationOwner = { ...owner, isInstallationOwner: true }
    expect(check(installationOwner, { appKey: false, operators: ['OWNER'] }, null)).toBe('allowed')
  })

  test('other fields require an AppKey', () => {
    expect(check(session, {}, null)).toMatchObject({ code: 'BAD_USER_INPUT' })
  })
})

test('a field without tokens is only for sessions and the command line', () => {
  expect(check({ ...token, allowSensitiveActs: true }, { tokens: false })).toMatchObject({
    code: 'FORBIDDEN',
  })
  expect(check(session, { tokens: false })).toBe('allowed')
})

test('a secret is readable only with one of its roles', () => {
  const secret = { as: ['SERVER', 'OPERATOR'], role: 'ADMIN', operators: ['OWNER'] } as const
  const server = { kind: 'SERVER', serverKeyId: '', address: '' } as const
  expect(mayReadSecret(session, secret)).toBe(false)
  expect(mayReadSecret({ ...session, role: 'OWNER' }, secret)).toBe(true)
  expect(mayReadSecret({ ...server, role: 'GAME_SERVER' }, secret)).toBe(false)
  expect(mayReadSecret({ ...server, role: 'ADMIN' }, secret)).toBe(true)
  expect(mayReadSecret({ kind: 'CLIENT', userId: 'x', credentialId: null, address: '' }, secret)).toBe(false)
})
