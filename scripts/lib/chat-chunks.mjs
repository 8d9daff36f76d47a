// How the chat button is cut: each part a page asks for is one file, so that one round trip brings them all side by side.
//   panel    what opens: lit, the panel, the composer
//   messages what shows them, from the first one on
//   session  what connects, without the SIP library
// Everything else (languages, the SIP library, the sanitiser, calls, channels) stays where its dynamic import puts it.
import { inRoot } from './files.mjs';

const entry = inRoot('components/chat-button/index.ts');
const parts = {
  panel: inRoot('components/chat-button/panel.ts'),
  messages: inRoot('components/conversation/conversation-view.ts'),
  session: inRoot('src/session/lync-session.ts'),
};

/** `rolldownOptions.output.codeSplitting` of the chat build. */
export function chatChunks() {
  /** @type {Map<string, Set<string>>} */
  const graphs = new Map();
  const graphOf = (root, context) => {
    if (graphs.has(root)) return graphs.get(root);
    const graph = new Set();
    const visit = (id) => {
      if (graph.has(id)) return;
      graph.add(id);
      context.getModuleInfo(id)?.importedIds.forEach(visit);
    };
    visit(root);
    graphs.set(root, graph);
    return graph;
  };
  // What the button itself is made of stays with it; what several parts use belongs to the first of them.
  const names = Object.keys(parts);
  return {
    groups: names.map((part, at) => ({
      debugName: part,
      priority: names.length - at,
      name: (id, context) =>
        graphOf(parts[part], context).has(id) && !graphOf(entry, context).has(id) ? part : null,
    })),
  };
}

const RUNTIME = /^import \{ t as __exportAll \} from "\.\/rolldown-runtime-[^"]+";$/m;
const EXPORT_ALL =
  'const __exportAll = (getters) => { const all = {}; for (const name in getters) Object.defineProperty(all, name, { get: getters[name], enumerable: true }); return all; };';

/**
 * Vite plugin. The bundler puts its one helper into a file of its own, which would cost a round trip after the panel's: it is
 * written where it is used.
 */
export function inlineRuntime() {
  return {
    name: 'inline-runtime',
    renderChunk(code) {
      const inlined = code.replace(RUNTIME, EXPORT_ALL);
      if (/from ".*rolldown-runtime/.test(inlined))
        throw new Error('The bundler has another helper: see inlineRuntime.');
      return inlined === code ? null : { code: inlined, map: null };
    },
    generateBundle(_, bundle) {
      for (const file of Object.keys(bundle)) if (/rolldown-runtime/.test(file)) delete bundle[file];
    },
  };
}
