<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
  <#if section == "header">
    ${msg("errorTitle")}
  <#elseif section == "form">
    <div id="kc-error-message">
      <p class="lead" role="alert">${kcSanitize(message.summary)?no_esc}</p>
      <#if traceId??><p class="hint" id="traceId">${msg("traceIdSupportMessage", traceId)}</p></#if>
      <#assign home=properties.siteUrl!"">
      <#if !home?has_content><#assign home=(client.baseUrl)!""></#if>
      <#if !skipLink?? && home?has_content>
      <a class="button button-primary" id="backToApplication" href="${home?remove_ending("/")}/">${msg("backToApplication")}</a>
      </#if>
    </div>
  </#if>
</@layout.registrationLayout>
