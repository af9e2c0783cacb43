<#ftl output_format="plainText">
<#assign actions><#list requiredActions![] as action>${msg("requiredAction.${action}")}<#sep>, </#sep></#list></#assign>
<#import "template.ftl" as layout>
<@layout.request text=msg("actionsText", actions) ignore=msg("actionsIgnore")/>
