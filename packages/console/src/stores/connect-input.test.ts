import { expect, test } from 'vitest'
import { toConnectInput } from './connect-input.ts'

function formOf(values: Readonly<Record<string, string>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(values)) form.set(name, value)
  return form
}

const googleSettings = {
  packageName: 'com.example.arcade',
  licenseKey: 'MIIB',
  push: { serviceAccountEmail: 'a@example.com', audience: 'x', certsUrl: 'http://127.0.0.1/certs' },
}

test('an empty secret keeps what is stored, and an empty setting is removed', () => {
  const form = formOf({
    packageName: ' com.example.arcade ',
    'push.serviceAccountEmail': 'b@example.com',
    'push.audience': 'y',
  })
  expect(toConnectInput(form, 'GOOGLE_PLAY', { settings: googleSettings, files: {} })).toEqual({
    googlePlay: {
      shared: false,
      packageName: 'com.example.arcade',
      licenseKey: null,
      push: { serviceAccountEmail: 'b@example.com', audience: 'y', certsUrl: 'http://127.0.0.1/certs' },
    },
  })
  const oneStore = formOf({ clientId: '1', clientSecret: '', packageName: 'com.example.arcade' })
  const { oneStore: input } = toConnectInput(oneStore, 'ONE_STORE', { settings: {}, files: {} })
  expect(input).not.toHaveProperty('clientSecret')
})

test('a new connection has what was entered, the texts of the files, and nothing else', () => {
  const form = formOf({ bundleId: 'com.example.arcade', keyId: 'K1', environments: 'SANDBOX', shared: 'on' })
  const files = { privateKey: 'text of the key' }
  expect(toConnectInput(form, 'APP_STORE', { settings: null, files })).toEqual({
    appStore: {
      shared: true,
      bundleId: 'com.example.arcade',
      keyId: 'K1',
      privateKey: 'text of the key',
      environments: ['SANDBOX'],
      finishTransactions: false,
    },
  })
})
