import type { TraceRow } from './trace-log';

/** The rows as plain text: a line with time, direction, dialog and party before each message. */
export function traceAsText(rows: readonly TraceRow[]): string {
  return rows.map(rowAsText).join('\n');
}

export function rowAsText({ at, direction, dialog, text }: TraceRow): string {
  const arrow = direction === 'out' ? '-->' : '<--';
  const party = dialog.party.uri || 'edge';
  return `# ${new Date(at).toISOString()} ${arrow} ${party} (dialog ${dialog.number})\n${text.replace(/\r\n/g, '\n').trimEnd()}\n`;
}

/** Offers `text` as a file. */
export function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the bytes when the click's task is over.
  setTimeout(() => URL.revokeObjectURL(url));
}
