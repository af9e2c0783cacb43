<#import "template.ftl" as layout>
<#import "field.ftl" as field>
<#import "buttons.ftl" as buttons>
<#assign fault=messagesPerField.existsError("username", "password")>
<#assign site=properties.siteUrl?has_content?then(properties.siteUrl, (client.baseUrl)!"")?remove_ending("/")>
<@layout.registrationLayout displayMessage=!fault displayInfo=site?has_content; section>
  <#if section == "header">
    ${msg("loginAccountTitle")}
  <#elseif section == "form">
    <#if realm.password>
    <form id="kc-form-login" class="${properties.kcFormClass}" action="${url.loginAction}" method="post" data-once>
      <#if fault>
      <div class="notice notice-error" role="alert" id="input-error">
        <span class="notice-mark" aria-hidden="true"></span>
        <p>${kcSanitize(messagesPerField.getFirstError("username", "password"))?no_esc}</p>
      </div>
      </#if>
      <#if !usernameHidden??>
        <#assign label><#if realm.loginWithEmailAllowed>${msg("usernameOrEmail")}<#else>${msg("username")}</#if></#assign>
        <@field.input name="username" label=label error="" autofocus=!(login.username?has_content) autocomplete="username" value=login.username!""/>
      </#if>
      <@field.password name="password" label=msg("password") error="" forgotPassword=realm.resetPasswordAllowed
        autofocus=(usernameHidden?? || login.username?has_content) autocomplete="current-password">
        <#if realm.rememberMe && !usernameHidden??>
          <@field.checkbox name="rememberMe" label=msg("rememberMe") value=login.rememberMe??/>
        </#if>
      </@field.password>
      <input type="hidden" id="id-hidden-input" name="credentialId" <#if auth.selectedCredential?has_content>value="${auth.selectedCredential}"</#if>>
      <@buttons.loginButton/>
    </form>
    </#if>
  <#elseif section == "info">
    <p>${msg("noAccount")} <a href="${site}/inscription">${msg("doRegister")}</a></p>
  </#if>
</@layout.registrationLayout>
