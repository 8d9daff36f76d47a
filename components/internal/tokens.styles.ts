import { css } from 'lit';

/**
 * The design tokens. A page sets the public `--lync-…` properties anywhere above; elements use the private `--_…` ones, which carry the
 * defaults for both colour schemes (every pair meets WCAG AA). One unit of space is 4 px.
 */
export const tokens = css`
  :host {
    --_accent: var(--lync-accent, light-dark(#3355d1, #a3b8ff));
    --_on-accent: var(--lync-on-accent, light-dark(#fff, #10183a));
    --_accent-soft: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
    --_surface: var(--lync-surface, light-dark(#fff, #171a21));
    --_raised: var(--lync-surface-raised, light-dark(#f4f5f8, #22262f));
    --_text: var(--lync-text, light-dark(#1a1e27, #eef0f5));
    --_muted: var(--lync-text-muted, light-dark(#596173, #a9b1c1));
    --_border: var(--lync-border, light-dark(#e1e4ea, #333946));
    --_control-border: var(--lync-control-border, light-dark(#868ea0, #7a8496));
    --_danger: var(--lync-danger, light-dark(#b3261e, #ff9d94));
    --_danger-soft: color-mix(in srgb, var(--_danger) 10%, var(--_surface));
    --_warning: var(--lync-warning, light-dark(#8a5300, #f2bd5c));
    --_warning-soft: color-mix(in srgb, var(--_warning) 11%, var(--_surface));
    --_success: var(--lync-success, light-dark(#17693f, #7fd6a4));
    --_radius: var(--lync-radius, 16px);
    --_radius-small: var(--lync-radius-small, 10px);
    --_shadow: var(--lync-shadow, 0 1px 2px rgb(16 24 40 / 8%), 0 12px 40px rgb(16 24 40 / 18%));
    --_font: var(--lync-font, system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', sans-serif);
    --_speed: var(--lync-speed, 170ms);
    --_ease: cubic-bezier(0.2, 0.7, 0.2, 1);
  }
`;
