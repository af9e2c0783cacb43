<#ftl output_format="plainText">
<#macro request text ignore>
<#if (user.firstName)?has_content>${msg("hello", (user.firstName + " " + (user.lastName!""))?trim)}

</#if>
${text}

${link}

${msg("validFor", linkExpirationFormatter(linkExpiration))}
${ignore}

--
${msg("siteName")}
${msg("neverAsks")}
</#macro>
