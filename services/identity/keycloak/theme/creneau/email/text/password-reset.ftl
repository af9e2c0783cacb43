<#ftl output_format="plainText">
<#import "template.ftl" as layout>
<@layout.request text=msg("resetText") ignore=msg("resetIgnore")/>
