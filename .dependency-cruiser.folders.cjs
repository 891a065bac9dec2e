/** The rule on folders, without tests: a test may use the whole server, and so would close every circle. */
const { options } = require('./.dependency-cruiser.cjs')

module.exports = {
  forbidden: [
    {
      name: 'no-folder-cycles',
      comment: 'Folders of src do not import each other in a circle, not even for types.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src' },
      to: { circular: true },
    },
  ],
  options: {
    ...options,
    exclude: { path: '(^|/)(dist|coverage)/|\\.test\\.ts$|^(test|packages|node_modules)/' },
  },
}
