<#import "template.ftl" as layout>
<#import "field.ftl" as field>
<#import "buttons.ftl" as buttons>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError("username"); section>
  <#if section == "header">
    ${msg("emailForgotTitle")}
  <#elseif section == "form">
    <p class="lead">${msg("emailInstruction")}</p>
    <form id="kc-reset-password-form" class="${properties.kcFormClass}" action="${url.loginAction}" method="post" data-once>
      <#assign label><#if realm.loginWithEmailAllowed>${msg("usernameOrEmail")}<#else>${msg("username")}</#if></#assign>
      <@field.input name="username" label=label value=auth.attemptedUsername!"" autofocus=true autocomplete="username"/>
      <@buttons.actionGroup>
        <@buttons.button id="kc-form-buttons" label="sendResetLink"/>
        <@buttons.buttonLink href=url.loginUrl label="backToLogin" class=["kcButtonSecondaryClass"]/>
      </@buttons.actionGroup>
    </form>
  </#if>
</@layout.registrationLayout>
