// Takes the indentation out of the html`` and css`` templates of the ready-to-serve build. White space that separates stays one space,
// so nothing that is rendered changes.

const collapse = (text) => text.replace(/\s*\n\s*/g, ' ');

const collapseCss = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    .replace(/([,:]) /g, '$1')
    .replace(/;}/g, '}');

function* templatesIn(node) {
  if (!node || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const item of node) yield* templatesIn(item);
    return;
  }
  if (node.type === 'TaggedTemplateExpression' && node.tag.type === 'Identifier') yield node;
  for (const [key, value] of Object.entries(node)) if (key !== 'loc') yield* templatesIn(value);
}

/** Vite plugin. */
export function minifyTemplates() {
  return {
    name: 'minify-templates',
    enforce: 'post',
    transform(code, id) {
      if (!/\/components\/.*\.ts$/.test(id)) return null;
      const edits = [];
      for (const { tag, quasi } of templatesIn(this.parse(code).body)) {
        const shrink = /^css/.test(tag.name)
          ? collapseCss
          : /^(html|svg)/.test(tag.name)
            ? collapse
            : undefined;
        if (!shrink) continue;
        for (const { start, end, value } of quasi.quasis) {
          // Some parsers count the delimiters into a quasi, some do not: find the text itself.
          const at = code.indexOf(value.raw, start);
          if (at < 0 || at > end) throw new Error(`Template text not found near ${start}.`);
          edits.push([at, at + value.raw.length, shrink(value.raw)]);
        }
      }
      edits.sort(([a], [b]) => b - a);
      let result = code;
      for (const [start, end, text] of edits) result = result.slice(0, start) + text + result.slice(end);
      return { code: result, map: null };
    },
  };
}
