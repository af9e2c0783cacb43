<#--
  The frame of every mail. Styles stand on the elements because mail programs drop style sheets;
  the sheet in the head only adds the dark colours for programs that keep it.
-->
<#macro emailLayout>
<!DOCTYPE html>
<html lang="${locale.language}" dir="${(ltr)?then("ltr", "rtl")}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <style>
    @media (prefers-color-scheme: dark) {
      .ground { background: #161a18 !important; color: #f0ece4 !important; }
      .card { background: #1f2522 !important; border-color: #38403b !important; color: #f0ece4 !important; }
      .brand { color: #7fcfa9 !important; }
      .muted { color: #a9b1aa !important; }
      .button { background: #7fcfa9 !important; color: #0f2019 !important; }
    }
  </style>
</head>
<body class="ground" style="margin:0;padding:24px 12px;background:#faf7f2;color:#1f2421;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',sans-serif">
  <div style="max-width:560px;margin:0 auto">
    <p class="brand" style="margin:0 0 16px;color:#1c5a45;font-size:24px;font-weight:700;letter-spacing:-0.02em">${msg("siteName")}</p>
    <div class="card" style="padding:24px;background:#ffffff;border:1px solid #e0d9cd;border-radius:16px">
      <#nested>
    </div>
    <p class="muted" style="margin:16px 0 0;color:#5b635d;font-size:14px">${msg("neverAsks")}</p>
  </div>
</body>
</html>
</#macro>

<#-- One request and its link: greeting, text, button, how long it holds, what to do if unexpected. -->
<#macro request text action ignore>
<@emailLayout>
  <#if (user.firstName)?has_content><p style="margin:0 0 16px">${msg("hello", (user.firstName + " " + (user.lastName!""))?trim)}</p></#if>
  <p style="margin:0 0 24px">${text}</p>
  <p style="margin:0 0 24px"><a class="button" href="${link}" style="display:inline-block;padding:13px 24px;background:#1c5a45;color:#ffffff;border-radius:10px;font-weight:700;text-decoration:none">${action}</a></p>
  <p style="margin:0 0 8px">${msg("validFor", linkExpirationFormatter(linkExpiration))}</p>
  <p class="muted" style="margin:0;color:#5b635d">${ignore}</p>
</@emailLayout>
</#macro>
