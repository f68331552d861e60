import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Each noun may know the ones before it, never the ones behind it.
const nouns = ['operators', 'customers', 'promotions', 'subscriptions', 'charges', 'events', 'provisioning'];

const databases = {
  regex: '/sqlite/|/postgres/|^(drizzle-orm|better-sqlite3)(/|$)',
  message: 'Only storage.ts and the store itself know which database it is.',
};
const tables = { regex: '/tables\\.ts$', message: 'Tables stay inside their own store folder.' };
const graphql = { regex: '^graphql|/graphql(/|\\.ts$)', message: 'A store knows nothing of GraphQL.' };
const oldWire = {
  regex: '^(graphql|@pothos)|/(graphql|netflix|cli|app|config)(/|\\.ts$)',
  message: 'The old wire knows words, rules, the store contract, auth and http.',
};
const allButWords = {
  regex: '^[^.]|/(graphql|store|netflix|rest)/|/(graphql|app|config|main)\\.ts$',
  message: 'A rule imports words and ruling.ts, nothing else.',
};

/** Forbids to import what the patterns match; of several that fit a file, the last one holds. */
const forbid = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default defineConfig(
  globalIgnores(['drizzle/', 'test/rest/client/old-wire.d.ts']),
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // The store's contract is asynchronous for the sake of other databases; better-sqlite3 has nothing to await.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  { files: ['**/*.js', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },

  // Who may import whom.
  { files: ['src/**'], rules: forbid(databases) },
  { files: ['src/storage.ts'], rules: forbid(tables) },
  { files: ['src/store/**'], rules: forbid(databases, graphql) },
  { files: ['src/store/{sqlite,postgres}/**'], rules: forbid(graphql) },
  // The old wire speaks for the same rules and store as GraphQL does, and knows neither GraphQL nor who plays Netflix.
  { files: ['src/rest/**'], rules: forbid(databases, oldWire) },
  // The sandbox plays somebody else's system, so it keeps a small database of its own and must not see the gateway's.
  { files: ['src/netflix/sandbox/**'], rules: forbid(tables, graphql) },
  ...nouns.slice(0, -1).map((noun, position) => ({
    files: [`src/${noun}/**`],
    rules: forbid(databases, {
      // Its words may be known: a rule says what happened, and a cancelled subscription settles held charges.
      regex: `/(${nouns.slice(position + 1).join('|')})/(?!(event|charge|subscription)\\.ts$)`,
      message: `The ${noun} come before that noun: let the later one add what leads back.`,
    }),
  })),
  { files: ['src/*/rules.ts', 'src/*/rules/**'], rules: forbid(allButWords) },

  // What comes from outside comes in through one door.
  {
    files: ['src/**'],
    ignores: ['src/config.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'config.ts reads the environment.' },
      ],
    },
  },
  {
    files: ['src/*/rules.ts', 'src/*/rules/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'A rule knows only the facts it is handed.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'A rule is handed the instant.' },
        { object: 'Math', property: 'random', message: 'A rule is handed its ids.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: ':function[async=true]', message: 'A rule is synchronous.' },
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'A rule is handed the instant.',
        },
      ],
    },
  },

  // What a test expects of an answer (expect.any, objectContaining), and what it reads there, is `any` by design.
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
