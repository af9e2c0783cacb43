<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
  <#if section == "header">
    <#if messageHeader??>${kcSanitize(msg("${messageHeader}"))?no_esc}<#else>${msg("infoTitle")}</#if>
  <#elseif section == "form">
    <div id="kc-info-message">
      <p class="lead">${kcSanitize(message.summary)?no_esc}<#if requiredActions??><#list requiredActions>${msg("colon")}<#items as action>${msg("requiredAction.${action}")}<#sep>, </#items>.</#list></#if></p>
      <#if !skipLink??>
        <#if pageRedirectUri?has_content>
        <a class="button button-primary" href="${pageRedirectUri}">${msg("backToApplication")}</a>
        <#elseif actionUri?has_content>
        <a class="button button-primary" href="${actionUri}">${requiredActions?has_content?then(msg("doContinue"), msg("proceedWithAction"))}</a>
        <#elseif (client.baseUrl)?has_content>
        <a class="button button-primary" href="${client.baseUrl}">${msg("backToApplication")}</a>
        </#if>
      </#if>
    </div>
  </#if>
</@layout.registrationLayout>
