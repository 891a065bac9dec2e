import js from '@eslint/js'
import graphql from '@graphql-eslint/eslint-plugin'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { retiredWords } from './.ci/retired-words.mjs'

const typescript = ['**/*.ts', '**/*.tsx']
const tests = ['test/**', 'packages/*/test/**', '**/*.test.ts', '**/*.test.tsx']
const toolConfigs = [
  '*.config.{js,ts}',
  'codegen.ts',
  '{packages,examples}/*/*.config.{js,ts}',
  'test/setup/global-setup.ts',
]
const environmentReaders = [
  'src/config/**',
  'src/cli/**',
  'packages/store-emulator/src/main.ts',
  'packages/testing/src/server-process.ts',
]

const noDefaultExports = {
  selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
  message: 'Name what you export: one name finds all its uses.',
}

/** `interface` is left for adding to a library's own; a closed union and a plain shape read the same way with `type`. */
const noInterfaces = {
  selector: ':matches(Program, ExportNamedDeclaration) > TSInterfaceDeclaration',
  message: 'Write a `type`.',
}

const codeRules = {
  '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
  ],
  '@typescript-eslint/no-floating-promises': 'error',
  // A number in a text is exact and plain; everything else that needs thought stays forbidden.
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  // `onClose: () => stop()` is this code's shorthand for a callback whose result is ignored.
  '@typescript-eslint/no-confusing-void-expression': [
    'error',
    { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
  ],
  // Objects here are closures: nothing reads `this`, and a contract says so by naming functions, not methods.
  '@typescript-eslint/method-signature-style': ['error', 'property'],
  // `async` also turns what is thrown into a rejection, which is what a contract with a promise means.
  '@typescript-eslint/require-await': 'off',
  // A leading underscore says that a parameter is there only to hold its place.
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
  // `== null` is the one test for null and undefined together.
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 4],
  // Words that were replaced; `npm run check:names` gives the replacement, and checks file names, SQL and texts too.
  'id-denylist': ['error', ...Object.keys({ ...retiredWords.everywhere, ...retiredWords.identifiers })],
  'no-restricted-syntax': ['error', noDefaultExports, noInterfaces],
}

/** The clock of a browser may be wrong by days, and text that clients control must stay text. */
const browserTraps = [
  {
    selector:
      'CallExpression[callee.object.name="Date"][callee.property.name="now"], NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'The clock of the browser may be wrong: show times of the server.',
  },
  {
    selector:
      'JSXAttribute[name.name="dangerouslySetInnerHTML"], AssignmentExpression[left.property.name="innerHTML"]',
    message: 'Texts of clients and stores are shown as text.',
  },
  {
    selector: 'ImportDeclaration[source.value="zod"]',
    message: 'Import `zod/mini`: plain `zod` is 90 kB in a browser.',
  },
  {
    selector: 'CallExpression[callee.name=/^(parseFloat|Number)$/][arguments.0.property.name="amount"]',
    message: 'Amounts are exact decimal texts, never numbers.',
  },
]

const environmentRules = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Settings are read once, in src/config.' },
  ],
  'no-restricted-imports': [
    'error',
    {
      paths: ['process', 'node:process'].map((name) => ({
        name,
        importNames: ['env', 'default'],
        message: 'Settings are read once, in src/config.',
      })),
    },
  ],
}

/** Relay's connections, told apart from the StoreConnection, which is a concept of ours. */
const page = '[name.value=/^(?!Store).*Connection$/]'
const relayPages = [
  {
    selector: `:matches(ObjectTypeDefinition, InterfaceTypeDefinition)${page}:not(:has(FieldDefinition[name.value="edges"]):has(FieldDefinition[name.value="pageInfo"]))`,
    message: 'A connection has `edges` and `pageInfo`.',
  },
  ...['first', 'after'].map((argument) => ({
    selector: `FieldDefinition:has(NamedTypeNode${page}, NamedType${page}):not(:has(InputValueDefinition[name.value="${argument}"]))`,
    message: `A field that answers with a connection takes \`${argument}\`.`,
  })),
]

/** Descriptions are read on their own, in editors and in the API reference: each is a sentence or a noun phrase that says something. */
const completeDescriptions = [
  ['[value=/^[\\s\\S]{0,19}$/]', 'A description has at least 20 characters.'],
  ['[value=/^\\s*(\\S+\\s+){0,2}\\S+\\s*$/]', 'A description has at least four words.'],
  ['[value=/[^.]\\s*$/]', 'A description ends with a full stop.'],
  [
    '[value=/^\\s*((By|For|From|To|Of|In|On) )?(Who|Whom|Whose|What|When|Where|Which|Why|How)\\b/i]',
    'A description says what the value is ("Time at which …", "Reason why …"); it does not begin like a question.',
  ],
].map(([condition, message]) => ({ selector: `.description[type="StringValue"]${condition}`, message }))

export default defineConfig(
  globalIgnores([
    '**/dist/**',
    '**/generated/**',
    '**/public/**',
    'drizzle/**',
    'coverage/**',
    '.coinslot/**',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: typescript,
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: codeRules,
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        ['AbortSignal', 'URL', 'console', 'fetch', 'module', 'process'].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['src/**/*.ts', 'packages/*/src/**/*.{ts,tsx}'],
    ignores: [...tests, ...environmentReaders],
    rules: environmentRules,
  },
  {
    files: ['packages/console/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    rules: {
      'no-restricted-syntax': ['error', noDefaultExports, noInterfaces, ...browserTraps],
    },
  },
  {
    // The clock of a device may be wrong by years.
    files: ['packages/sdk/src/{bridges,client,core}/**/*.ts'],
    ignores: tests,
    rules: { 'no-restricted-syntax': ['error', noDefaultExports, noInterfaces, browserTraps[0]] },
  },
  {
    // The router reads the interface that it lets its users add to.
    files: ['packages/console/src/app/router.tsx'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExports, ...browserTraps] },
  },
  {
    files: ['src/**/*.ts'],
    // These talk to a person; the rest of the server writes to the log.
    ignores: ['src/cli/**', 'src/development/**', 'src/startup/**', 'src/main.ts', ...tests],
    rules: { 'no-console': 'error' },
  },
  {
    files: tests,
    rules: {
      // A `describe` is a list of cases, not a function to be understood at once.
      'max-lines-per-function': 'off',
      // `expect.any(String)` and its kin are typed `any`; a test that reads a wrong field fails by itself.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // A test knows what it has just put into the list that it reads.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['test/**/*.test.ts'],
    // These test no server, or one that they start in a special way.
    ignores: [
      'test/{cli,contract,coordination,docs,migrations}/**',
      'test/deploy/files/**',
      'test/{runtime,embedded}.test.ts',
      'test/graphql/corking-socket.test.ts',
      'test/feed/{failover,resume}.test.ts',
      'test/processes/pgbouncer.test.ts',
      'test/webhooks/slow-receivers.test.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'vitest',
              importNames: ['test', 'it', 'beforeAll', 'beforeEach', 'afterAll', 'afterEach', 'inject'],
              message: 'Import `test` from test/support/test.ts or cluster-test.ts: it has the fixtures.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/graphql/**'],
    rules: {
      // The generated types say that an argument with a default is never null; a client may send null all the same.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    files: toolConfigs,
    // These tools read the default export.
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['schema/*.graphql'],
    extends: [graphql.configs['flat/schema-recommended'], graphql.configs['flat/schema-relay']],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: 'schema/*.graphql' } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
        },
      ],
      '@graphql-eslint/require-nullable-fields-with-oneof': 'error',
      // Types are described in a block, their fields and arguments in a line; the rule knows only one for all.
      '@graphql-eslint/description-style': 'off',
      // An id is for what has an identity: values, pages and payloads have none.
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            types: [
              'Acknowledgement',
              'AuditActor',
              'AuditHead',
              'BuyerStatistics',
              'DeliveryFailure',
              'ImportDifference',
              'ImportResult',
              'ItemImportError',
              'ItemImportRow',
              'Money',
              'MonthlyRecurringRevenue',
              'OperatorGrant',
              'Overview',
              'OverviewIssue',
              'PageInfo',
              'EntitlementHolderCount',
              'PaymentCount',
              'PaymentOffer',
              'PaymentStatistics',
              'PaymentStatisticsGroup',
              'Problem',
              'RecognizedText',
              'ReconciliationDay',
              'ReconciliationReport',
              'ReconciliationRun',
              'Refund',
              'RefundApprovalOperator',
              'RefundRequest',
              'RefundReviewRecord',
              'Entitlement',
              'RefundReviewStatistics',
              'SearchGroup',
              'SearchResult',
              'SetUpStep',
              'StoreCheckStep',
              'StoreConnection',
              'StoreConnectionCheck',
              'StoreEvidence',
              'SubscriptionCommitment',
              'SubscriptionLine',
              'SubscriptionPendingChange',
              'SubscriptionPriceChange',
              'SubscriptionToken',
              'StoreLookupAnswer',
              'StoreLookupResult',
              'StoreProduct',
              'StoreSale',
              'StoreSaleRefund',
              'SubscriptionChurn',
              'SubscriptionCounts',
              'SubscriptionImportError',
              'SubscriptionMovement',
              'SubscriptionStatistics',
              'SubscriptionTrialConversion',
              'UserCurrencyTotals',
              'UserPaymentTotals',
              'UserRefundCurrencyTotals',
              'UserRefundTotals',
              'Viewer',
              'WebhookDeliverySummary',
              'WebhookTestResult',
            ],
            suffixes: ['Payload', 'Connection', 'Edge'],
          },
        },
      ],
      // `User.userId` is the developer's id beside our `id`; `Consume.consumedAt` is a participle, not a prefix.
      '@graphql-eslint/no-typename-prefix': 'off',
      // Short closed lists (sandboxTesterUserIds, server keys) and `nodes` are plain lists.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
      // These two go by the name alone and take a `StoreConnection` for a page; the restricted syntax below does not.
      '@graphql-eslint/relay-connection-types': 'off',
      '@graphql-eslint/relay-arguments': 'off',
      'no-restricted-syntax': ['error', ...relayPages, ...completeDescriptions],
    },
  },
  {
    // Operators, and the AppKeys and grants of an operator, belong to no AppKey: `node` finds the objects of one.
    files: ['schema/operator.graphql'],
    rules: {
      '@graphql-eslint/relay-edge-types': [
        'error',
        { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false },
      ],
    },
  },
)
