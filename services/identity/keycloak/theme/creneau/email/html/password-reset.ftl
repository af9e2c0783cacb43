<#import "template.ftl" as layout>
<@layout.request text=msg("resetText") action=msg("resetAction") ignore=msg("resetIgnore")/>
