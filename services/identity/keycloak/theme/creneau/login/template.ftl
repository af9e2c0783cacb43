<#--
  The frame of every sign-in page: wordmark, one card, languages.
  Sections asked of a page: header, form, info, socialProviders, show-username.
-->
<#macro registrationLayout bodyClass="" displayInfo=false displayMessage=true displayRequiredFields=false>
<#local heading><#nested "header"></#local>
<#local home=(properties.siteUrl!"")>
<#if !home?has_content && (client.baseUrl)?has_content><#local home=client.baseUrl></#if>
<!DOCTYPE html>
<html lang="${lang}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="robots" content="noindex, nofollow">
  <meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf7f2">
  <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#161a18">
  <title>${(heading?markup_string?replace("<[^>]*>", "", "r")?trim)?no_esc} · ${msg("siteName")}</title>
  <link rel="icon" type="image/svg+xml" href="${url.resourcesPath}/img/mark.svg">
  <link rel="stylesheet" href="${url.resourcesPath}/css/page.css">
  <link rel="stylesheet" href="${url.resourcesPath}/css/form.css">
  <link rel="stylesheet" href="${url.resourcesPath}/css/notice.css">
  <script type="module" src="${url.resourcesPath}/js/creneau.js"></script>
  <#if scripts??>
    <#list scripts as script><script src="${script}" type="text/javascript"></script></#list>
  </#if>
  <script type="module">
    <#outputformat "JavaScript">
    import { startSessionPolling } from ${(url.resourcesPath + "/js/authChecker.js")?c};
    startSessionPolling(${url.ssoLoginInOtherTabsUrl?c});
    </#outputformat>
  </script>
  <#if authenticationSession??>
  <script type="module">
    <#outputformat "JavaScript">
    import { checkAuthSession } from ${(url.resourcesPath + "/js/authChecker.js")?c};
    checkAuthSession(${authenticationSession.authSessionIdHash?c});
    </#outputformat>
  </script>
  </#if>
</head>
<body data-page="${pageId}" class="${bodyClass}">
  <header class="site">
    <#if home?has_content>
    <a class="wordmark" href="${home?remove_ending("/")}/" title="${msg("backToSite")}"><@mark/><span>${msg("siteName")}</span></a>
    <#else>
    <span class="wordmark"><@mark/><span>${msg("siteName")}</span></span>
    </#if>
  </header>
  <main class="card">
    <h1 id="kc-page-title">${heading}</h1>

    <#if displayMessage && message?has_content && (message.type != "warning" || !isAppInitiatedAction??)>
    <div class="notice notice-${message.type}" role="<#if message.type == "error">alert<#else>status</#if>">
      <span class="notice-mark" aria-hidden="true"></span>
      <p>${kcSanitize(message.summary)?no_esc}</p>
    </div>
    </#if>

    <#if auth?has_content && auth.showUsername() && !auth.showResetCredentials()>
      <#nested "show-username">
      <p class="attempted">
        <span>${msg("signingInAs")} <strong id="kc-attempted-username">${auth.attemptedUsername}</strong></span>
        <a id="reset-login" href="${url.loginRestartFlowUrl}">${msg("notYou")}</a>
      </p>
    </#if>
    <#if displayRequiredFields><p class="hint">${msg("allFieldsRequired")}</p></#if>

    <#nested "form">

    <#if auth?has_content && auth.showTryAnotherWayLink()>
    <form id="kc-select-try-another-way-form" action="${url.loginAction}" method="post">
      <input type="hidden" name="tryAnotherWay" value="on">
      <button class="button button-link" type="submit" id="try-another-way">${msg("doTryAnotherWay")}</button>
    </form>
    </#if>

    <#nested "socialProviders">
    <#if displayInfo><div id="kc-info" class="info"><#nested "info"></div></#if>
  </main>
  <footer class="foot">
    <#if home?has_content><a href="${home?remove_ending("/")}/">${msg("backToSite")}</a></#if>
    <#if realm.internationalizationEnabled && locale.supported?size gt 1>
    <nav aria-label="${msg("languages")}">
      <#list locale.supported?sort_by("languageTag")?reverse as l>
        <#if l.languageTag == locale.currentLanguageTag>
        <span aria-current="true" lang="${l.languageTag}">${msg("locale_" + l.languageTag)}</span>
        <#else>
        <a href="${l.url}" lang="${l.languageTag}" hreflang="${l.languageTag}">${msg("locale_" + l.languageTag)}</a>
        </#if>
      </#list>
    </nav>
    </#if>
  </footer>
</body>
</html>
</#macro>

<#macro mark>
<svg class="mark" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true" focusable="false">
  <rect class="mark-ground" width="28" height="28" rx="8"/>
  <circle class="mark-dot" cx="9.5" cy="9.5" r="3"/>
  <circle class="mark-free" cx="18.5" cy="9.5" r="3"/>
  <circle class="mark-dot" cx="9.5" cy="18.5" r="3"/>
  <circle class="mark-dot" cx="18.5" cy="18.5" r="3"/>
</svg>
</#macro>
