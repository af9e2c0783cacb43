<#outputformat "plainText"><#assign actions><#list requiredActions![] as action>${msg("requiredAction.${action}")}<#sep>, </#sep></#list></#assign></#outputformat>
<#import "template.ftl" as layout>
<@layout.request text=msg("actionsText", actions) action=msg("actionsAction") ignore=msg("actionsIgnore")/>
