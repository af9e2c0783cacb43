<#import "template.ftl" as layout>
<@layout.request text=msg("verifyText") action=msg("verifyAction") ignore=msg("verifyIgnore")/>
