{{/* The Secret and the key of one secret variable: (list $ "booking" "DATABASE_URL"). */}}
{{- define "creneau.secretRef" -}}
{{- $root := index . 0 -}}
{{- $secrets := index $root.Values.secrets (index . 1) -}}
{{- $elsewhere := dig (index . 2) dict $secrets.refs -}}
name: {{ $elsewhere.name | default $secrets.existingSecret | default (include "creneau.name" .) }}
key: {{ $elsewhere.key | default (index . 2) }}
{{- end }}

{{- define "creneau.secretVariable" -}}
- name: {{ index . 2 }}
  valueFrom:
    secretKeyRef: {{- include "creneau.secretRef" . | nindent 6 }}
{{- end }}

{{/* Where a container finds the authorities, if there are any; creneau.container mounts them. */}}
{{- define "creneau.authoritiesFile" -}}
{{- with .Values.authorities }}{{ if .configMap }}/etc/creneau/authorities/{{ .key }}{{ end }}{{ end -}}
{{- end }}

{{/* All that a service reads from its environment: (list $ "booking"). */}}
{{- define "creneau.environment" -}}
{{- $root := index . 0 -}}
{{- $name := index . 1 -}}
{{- $values := $root.Values -}}
{{- $component := index (include "creneau.components" $root | fromYaml) $name -}}
{{- $ports := include "creneau.ports" $root | fromYaml -}}
{{- $workPort := include "creneau.port" $name -}}
{{- $env := dict
      (printf "%s_PORT" (upper $workPort)) (index $ports $workPort)
      "ADMIN_PORT" $ports.admin
      "LOG_LEVEL" $values.logLevel
      "NODE_ENV" "production"
      "OIDC_CLIENT_ID" (printf "creneau-%s" $name)
      "OIDC_ISSUER" (required "oidc.issuer is required: the address of the Keycloak realm, https://auth.example.org/realms/creneau" $values.oidc.issuer)
      "SHUTDOWN_GRACE_MS" (mul 1000 $values.shutdown.graceSeconds) -}}
{{- range $callee := $component.calls -}}
{{- $_ := set $env (printf "%s_ADDR" (upper $callee | replace "-" "_")) (printf "dns:///%s:%v" (include "creneau.name" (list $root $callee)) $ports.grpc) -}}
{{- end -}}
{{- if has "kafka" $component.stores -}}
{{- $_ := set $env "KAFKA_BROKERS" (required "kafka.brokers is required: a list of host:port" (join "," $values.kafka.brokers)) -}}
{{- if $values.kafka.tls -}}
{{- $_ := set $env "KAFKA_TLS" true -}}
{{- end -}}
{{- with $values.kafka.sasl.mechanism -}}
{{- $_ := set $env "KAFKA_SASL_MECHANISM" . -}}
{{- end -}}
{{- end -}}
{{- if has "postgres" $component.stores -}}
{{- $_ := set $env "MIGRATE_ON_START" (not $values.migrations.enabled) -}}
{{- end -}}
{{- if or (eq $name "gateway") (has "smtp" $component.stores) -}}
{{- $_ := set $env "PUBLIC_URL" (required "publicUrl is required: where people reach the site, https://rdv.example.org" $values.publicUrl) -}}
{{- end -}}
{{- if has "smtp" $component.stores -}}
{{- $_ := set $env "MAIL_FROM" (required "mail.from is required: the address that mails come from" $values.mail.from) -}}
{{- end -}}
{{- if eq $name "gateway" -}}
{{- $_ := set $env "WEB_CLIENT_ID" "creneau-web" -}}
{{- $_ := set $env "DRAIN_DELAY_MS" (mul 1000 $values.shutdown.drainSeconds) -}}
{{- else if eq $name "identity" -}}
{{- $_ := set $env "KEYCLOAK_ADMIN_URL" ($values.oidc.adminUrl | default ($values.oidc.issuer | replace "/realms/" "/admin/realms/")) -}}
{{- end -}}
{{- with include "creneau.authoritiesFile" $root -}}
{{- $_ := set $env "NODE_EXTRA_CA_CERTS" . -}}
{{- end -}}
{{- with $values.tracing.endpoint -}}
{{- $_ := set $env "OTEL_EXPORTER_OTLP_ENDPOINT" . -}}
{{- $_ := set $env "OTEL_SERVICE_NAME" (printf "creneau-%s" $name) -}}
{{- $_ := set $env "OTEL_TRACES_SAMPLER_ARG" $values.tracing.samplingRatio -}}
{{- end -}}
{{- $own := (include "creneau.settings" . | fromYaml).env -}}
{{- range $key, $value := merge $own $env }}
- name: {{ $key }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- range $component.secrets }}
{{ include "creneau.secretVariable" (list $root $name .) }}
{{- end }}
{{- end }}
