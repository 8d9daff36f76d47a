/**
 * The analyzer takes every assignment in a constructor for a field of the class, also `button.onclick = …`. What a class has is what it
 * declares.
 */
const declaredMembersOnly = {
  name: 'declared-members-only',
  analyzePhase({ ts, node, moduleDoc }) {
    if (!ts.isClassDeclaration(node) || !node.name) return;
    const declared = new Set(node.members.map((member) => member.name?.getText()).filter(Boolean));
    const declaration = moduleDoc.declarations?.find(({ name }) => name === node.name.text);
    if (declaration?.members)
      declaration.members = declaration.members.filter(({ name }) => declared.has(name));
  },
};

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
  plugins: [declaredMembersOnly],
};
