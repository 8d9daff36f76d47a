export default {
  globs: ['components/*/*.ts'],
  exclude: [
    'components/**/*.test.ts',
    'components/**/*.story.ts',
    'components/internal/**',
    'components/**/*.styles.ts',
  ],
  litelement: true,
  outdir: '.',
  packagejson: false,
};
