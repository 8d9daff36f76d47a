// What the manifest of an element must say, compared with what its source does.

const PUBLIC_TAG = /^lync-/;

const missingText = (tag, kind, items = []) =>
  items
    .filter((item) => !item.description?.trim() && !item.summary?.trim())
    .map((item) => `${tag}: ${kind} "${item.name}" has no description.`);

const namesIn = (source, expression) => new Set([...source.matchAll(expression)].map((match) => match[1]));

function undocumented(tag, kind, used, documented = []) {
  const known = new Set(documented.map((item) => item.name));
  return [...used]
    .filter((name) => !known.has(name))
    .map((name) => `${tag}: ${kind} "${name}" is used but not documented.`);
}

const partsIn = (source) =>
  new Set([...source.matchAll(/\bpart="([^"$]+)"/g)].flatMap((match) => match[1].trim().split(/\s+/)));

const slotsIn = (source) =>
  new Set([...source.matchAll(/<slot(?:\s+name="([^"]+)")?/g)].map((match) => match[1] ?? ''));

const isPublicMember = (member) =>
  (member.kind === 'field' || member.kind === 'method') &&
  (member.privacy ?? 'public') === 'public' &&
  !member.static &&
  !member.inheritedFrom &&
  !/^[#_]/.test(member.name) &&
  !LIFECYCLE.has(member.name);

const LIFECYCLE = new Set([
  'connectedCallback',
  'disconnectedCallback',
  'attributeChangedCallback',
  'adoptedCallback',
  'formAssociatedCallback',
  'render',
  'update',
  'updated',
  'firstUpdated',
  'willUpdate',
  'shouldUpdate',
  'createRenderRoot',
  'getUpdateComplete',
  'performUpdate',
  'scheduleUpdate',
  'handleEvent',
  'styles',
  'shadowRootOptions',
  'focus',
  'click',
  'blur',
]);

function elementProblems(declaration, source) {
  const tag = declaration.tagName;
  const documentedEvents = (declaration.events ?? []).filter((event) => PUBLIC_TAG.test(event.name ?? ''));
  const problems = [];
  if (!declaration.summary?.trim()) problems.push(`${tag}: no @summary.`);
  if (!declaration.description?.trim() && !declaration.summary?.trim())
    problems.push(`${tag}: no description.`);
  problems.push(
    ...missingText(
      tag,
      'attribute',
      declaration.attributes?.filter((item) => item.name && !item.inheritedFrom),
    ),
    ...missingText(tag, 'event', documentedEvents),
    ...missingText(tag, 'part', declaration.cssParts),
    ...missingText(tag, 'slot', declaration.slots),
    ...missingText(tag, 'CSS property', declaration.cssProperties),
    ...missingText(tag, 'CSS state', declaration.cssStates),
    ...missingText(tag, 'member', declaration.members?.filter(isPublicMember)),
    ...undocumented(tag, 'event', namesIn(source, /super\(\s*'(lync-[a-z-]+)'/g), documentedEvents),
    ...undocumented(tag, 'part', partsIn(source), declaration.cssParts),
    ...undocumented(tag, 'slot', slotsIn(source), declaration.slots),
    ...undocumented(tag, 'CSS state', namesIn(source, /toggleState\(\s*'([a-z-]+)'/g), declaration.cssStates),
  );
  return problems;
}

/** Public tags that the sources declare for TypeScript: each must be in the manifest. */
const declaredTags = (sources) => namesIn(sources, /'(lync-[a-z-]+)': Lync(?!\w*Event)/g);

/** Problems as sentences; empty when the manifest is whole. `sourcesOf(folder)` gives the text of an element's folder ('' for all). */
export function validateManifest(manifest, sourcesOf) {
  const problems = [];
  const elements = manifest.modules.flatMap((module) =>
    (module.declarations ?? [])
      .filter((declaration) => declaration.customElement && PUBLIC_TAG.test(declaration.tagName ?? ''))
      .map((declaration) => ({ declaration, folder: module.path.split('/')[1] })),
  );
  const found = new Set(elements.map(({ declaration }) => declaration.tagName));
  for (const tag of declaredTags(sourcesOf(''))) {
    if (!found.has(tag)) problems.push(`${tag}: not in the manifest; its class needs @tag.`);
  }
  for (const { declaration, folder } of elements)
    problems.push(...elementProblems(declaration, sourcesOf(folder)));
  return problems;
}
