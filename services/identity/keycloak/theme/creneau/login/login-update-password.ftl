<#import "template.ftl" as layout>
<#import "field.ftl" as field>
<#import "buttons.ftl" as buttons>
<#-- A broken rule comes as the page's message: it belongs below the field. The warning only repeats the title. -->
<#assign rule=(message?has_content && message.type == "error" && !messagesPerField.existsError("password", "password-confirm"))?then(message.summary, "")>
<@layout.registrationLayout displayMessage=false; section>
  <#if section == "header">
    ${msg("updatePasswordTitle")}
  <#elseif section == "form">
    <p class="lead">${msg("passwordRule", (passwordPolicies.length)!10)}</p>
    <form id="kc-passwd-update-form" class="${properties.kcFormClass}" action="${url.loginAction}" method="post" data-once>
      <@field.password name="password-new" label=msg("passwordNew") fieldName="password" error=(rule?has_content)?then(rule, messagesPerField.get("password")) autocomplete="new-password" autofocus=true/>
      <@field.password name="password-confirm" label=msg("passwordConfirm") autocomplete="new-password"/>
      <@field.checkbox name="logout-sessions" label=msg("logoutOtherSessions") value=true/>
      <@buttons.actionGroup>
        <@buttons.button id="kc-submit" name="login" label="savePassword"/>
        <#if isAppInitiatedAction??>
        <@buttons.button id="kc-cancel" name="cancel-aia" label="doCancel" type="secondary" value="true" formnovalidate="formnovalidate"/>
        </#if>
      </@buttons.actionGroup>
    </form>
  </#if>
</@layout.registrationLayout>
