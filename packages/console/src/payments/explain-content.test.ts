import { setupI18n } from '@lingui/core'
import { expect, test } from 'vitest'
import { explainContent } from './explain-content.ts'

const i18n = setupI18n({ locale: 'en', messages: { en: {} } })

test('known fields are explained once, however deep they are', () => {
  const transaction = { transactionId: '2000000123', purchaseDate: 1_764_399_600_000, unknown: 'x' }
  const explained = explainContent(i18n, {
    signedPayload: {
      notificationType: 'REFUND',
      data: { signedTransactionInfo: transaction, copy: transaction },
    },
  })
  expect(explained.map(({ name }) => name)).toEqual(['notificationType', 'transactionId', 'purchaseDate'])
  expect(explained[2]?.value).toMatch(/2025/)
})

test('a content without known fields, or that is no object, is explained by nothing', () => {
  for (const content of [null, 'text', 7, [], {}, { constructor: 'x', toString: 'y' }])
    expect(explainContent(i18n, content)).toEqual([])
})
