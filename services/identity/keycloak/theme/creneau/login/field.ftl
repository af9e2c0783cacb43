<#--
  Form fields: a label above, the fault below and tied to the field for screen readers.
  The macros keep the names and parameters that Keycloak's own pages call.
-->
<#macro group name label error="" required=false>
<div class="${properties.kcFormGroupClass}<#if error?has_content> has-error</#if>">
  <label for="${name}" class="${properties.kcFormLabelClass}">${label}</label>
  <#nested>
  <div id="input-error-container-${name}">
    <#if error?has_content>
    <p class="${properties.kcInputErrorMessageClass}" id="input-error-${name}" role="alert">${error}</p>
    </#if>
  </div>
</div>
</#macro>

<#macro faults name error="">
<#if error?has_content>aria-invalid="true" aria-describedby="input-error-${name}"</#if>
</#macro>

<#macro input name label value="" required=false autocomplete="off" fieldName=name error=messagesPerField.get(fieldName) autofocus=false>
<@group name=name label=label error=error required=required>
  <input class="${properties.kcInputClass}" id="${name}" name="${name}" value="${value}" type="text" autocomplete="${autocomplete}"
    <#if autocomplete == "username" || autocomplete == "username webauthn">autocapitalize="none" autocorrect="off" spellcheck="false"</#if>
    <#if autocomplete == "one-time-code">inputmode="numeric"</#if>
    <#if autofocus>autofocus</#if> <@faults name=name error=error/>>
</@group>
</#macro>

<#macro password name label value="" required=false forgotPassword=false fieldName=name error=messagesPerField.get(fieldName) autocomplete="off" autofocus=false>
<@group name=name label=label error=error required=required>
  <div class="${properties.kcInputGroup}">
    <input class="${properties.kcInputClass}" id="${name}" name="${name}" value="${value}" type="password" autocomplete="${autocomplete}"
      autocapitalize="none" spellcheck="false" <#if autofocus>autofocus</#if> <@faults name=name error=error/>>
    <button class="${properties.kcFormPasswordVisibilityButtonClass}" type="button" id="${name}-show-password" hidden
      aria-controls="${name}" aria-label="${msg("showPassword")}" data-reveal
      data-show="${msg("reveal")}" data-hide="${msg("conceal")}"
      data-show-label="${msg("showPassword")}" data-hide-label="${msg("hidePassword")}">${msg("reveal")}</button>
  </div>
  <div class="${properties.kcFormHelperTextClass}">
    <#nested>
    <#if forgotPassword><a class="forgot" href="${url.loginResetCredentialsUrl}">${msg("doForgotPassword")}</a></#if>
  </div>
</@group>
</#macro>

<#macro checkbox name label value=false required=false>
<label for="${name}" class="${properties.kcCheckboxClass}">
  <input class="${properties.kcCheckboxInputClass}" type="checkbox" id="${name}" name="${name}" <#if value>checked</#if>>
  <span class="${properties.kcCheckboxLabelClass}">${label}</span>
</label>
</#macro>
