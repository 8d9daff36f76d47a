/** Plain text and short, since it counts against the bytes before the first click. The panel brings the rest. */
export const styles = `:host{--a:var(--lync-accent,light-dark(#3355d1,#a3b8ff));--o:var(--lync-offset,20px)}
button{position:fixed;z-index:var(--lync-z-index,1000);inset-block-end:var(--o);inset-inline-end:var(--o);display:flex;align-items:center;gap:10px;min-height:52px;padding:0 20px;border:1px solid transparent;border-radius:26px;background:var(--a);color:var(--lync-on-accent,light-dark(#fff,#10183a));font:600 16px var(--lync-font,system-ui);box-shadow:0 6px 24px #1018283d;cursor:pointer}
button:focus-visible{outline:3px solid var(--a);outline-offset:3px}
:host([placement=start]) button{inset-inline:var(--o) auto}
:host([placement=inline]) button{position:static}
button::before{content:"";width:24px;height:24px;background:currentColor;clip-path:path(evenodd,"M12 3a9 9 0 0 0-8 13l-1 5 5-1A9 9 0 1 0 12 3M8 9h8v2H8M8 13h5v2H8")}
[aria-busy]::before{opacity:.4}`;
