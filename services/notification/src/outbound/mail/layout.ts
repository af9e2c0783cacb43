import type { Content, Fact } from './content';

/** The plain text of a mail: complete by itself. */
export const toText = (content: Content): string => {
  const colon = content.language === 'fr' ? ' : ' : ': ';
  const facts = content.facts.map((fact) => `${fact.label}${colon}${fact.lines.join('\n    ')}`);
  const parts = [
    content.paragraphs.join('\n\n'),
    facts.join('\n'),
    content.advice,
    `${content.action.label}${colon}${content.action.url}`,
    `--\n${content.footer}`,
  ];
  return parts.filter((part) => part).join('\n\n');
};

const FONT = "16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',sans-serif";

/**
 * The HTML of a mail. Styles stand on the elements because mail programs drop style sheets; the sheet in the head only
 * adds the dark colours for those that keep it. Nothing is loaded from anywhere.
 */
export const toHtml = (content: Content): string => `<!DOCTYPE html>
<html lang="${content.language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(content.subject)}</title>
<style>
@media (prefers-color-scheme: dark) {
.ground { background: #161a18 !important; color: #f0ece4 !important; }
.card { background: #1f2522 !important; border-color: #38403b !important; color: #f0ece4 !important; }
.brand, .link { color: #7fcfa9 !important; }
.muted { color: #a9b1aa !important; }
.button { background: #7fcfa9 !important; color: #0f2019 !important; }
}
</style>
</head>
<body class="ground" style="margin:0;padding:24px 12px;background:#faf7f2;color:#1f2421;font:${FONT}">
<div style="max-width:560px;margin:0 auto">
<p class="brand" style="margin:0 0 16px;color:#1c5a45;font-size:24px;font-weight:700;letter-spacing:-0.02em">Créneau</p>
<div class="card" style="padding:24px;background:#ffffff;border:1px solid #e0d9cd;border-radius:16px">
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.25;letter-spacing:-0.01em">${escapeHtml(content.heading)}</h1>
${content.paragraphs.map((paragraph) => `<p style="margin:0 0 12px">${escapeHtml(paragraph)}</p>`).join('\n')}
<table style="margin:8px 0 20px;border-collapse:collapse;font:${FONT}">
${content.facts.map(toRow).join('\n')}
</table>
${content.advice ? `<p style="margin:0 0 20px">${escapeHtml(content.advice)}</p>` : ''}
<p style="margin:0"><a class="button" href="${escapeHtml(content.action.url)}" style="display:inline-block;padding:13px 24px;background:#1c5a45;color:#ffffff;border-radius:10px;font-weight:700;text-decoration:none">${escapeHtml(content.action.label)}</a></p>
</div>
<p class="muted" style="margin:16px 0 0;color:#5b635d;font-size:14px">${escapeHtml(content.footer)}</p>
</div>
</body>
</html>
`;

const toRow = (fact: Fact): string => {
  const value = fact.lines.map(escapeHtml).join('<br>');
  const shown = fact.dial
    ? `<a class="link" href="tel:${escapeHtml(fact.dial)}" style="color:#1c5a45;font-weight:600">${value}</a>`
    : value;
  return `<tr><th class="muted" scope="row" style="padding:4px 16px 4px 0;color:#5b635d;font-weight:400;text-align:left;vertical-align:top">${escapeHtml(fact.label)}</th><td style="padding:4px 0;font-weight:600;vertical-align:top">${shown}</td></tr>`;
};

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
