import { formatter } from '@lingui/format-po'
import { defineConfig } from '@lingui/cli'

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'ko'],
  catalogs: [{ path: 'src/locales/{locale}', include: ['src'] }],
  // Without it the order of the entries depends on the order in which files are read.
  orderBy: 'messageId',
  format: formatter({ lineNumbers: false }),
})
