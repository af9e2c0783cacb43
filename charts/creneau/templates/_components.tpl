{{/*
The services: whom each calls, where each keeps its state, and which of its variables are secrets.
Variables, network policies, migrations and the check of Secrets all follow from this table.
*/}}
{{- define "creneau.components" -}}
{{- $kafka := empty .Values.kafka.sasl.mechanism | ternary "" ", KAFKA_USERNAME, KAFKA_PASSWORD" }}
gateway:
  calls: [identity, office-config, scheduling, booking, payment, notification]
  stores: [redis, keycloak]
  secrets: [OIDC_CLIENT_SECRET, WEB_CLIENT_SECRET, SESSION_SECRET, CAPTCHA_SECRET, REDIS_URL]
identity:
  calls: []
  stores: [postgres, kafka, redis, keycloak]
  secrets: [OIDC_CLIENT_SECRET, DATABASE_URL, REDIS_URL{{ $kafka }}]
office-config:
  calls: [identity, scheduling]
  stores: [mongodb, kafka, redis, keycloak]
  secrets: [OIDC_CLIENT_SECRET, MONGODB_URL, REDIS_URL{{ $kafka }}]
scheduling:
  calls: [identity, office-config]
  stores: [postgres, kafka, redis, keycloak]
  secrets: [OIDC_CLIENT_SECRET, DATABASE_URL, REDIS_URL{{ $kafka }}]
booking:
  calls: [identity, office-config, scheduling]
  stores: [postgres, kafka, redis, keycloak]
  secrets: [OIDC_CLIENT_SECRET, DATABASE_URL, REDIS_URL{{ $kafka }}]
payment:
  calls: [identity]
  stores: [postgres, kafka, redis, keycloak]
  secrets: [OIDC_CLIENT_SECRET, DATABASE_URL, REDIS_URL{{ $kafka }}]
notification:
  calls: [identity, office-config, booking]
  stores: [postgres, kafka, redis, keycloak, smtp]
  secrets: [OIDC_CLIENT_SECRET, DATABASE_URL, REDIS_URL, SMTP_URL{{ $kafka }}]
{{- end }}

{{- define "creneau.ports" -}}
http: 8080
grpc: 50051
admin: 9100
{{- end }}

{{/* The port of its work: the gateway's is HTTP. */}}
{{- define "creneau.port" -}}
{{ eq . "gateway" | ternary "http" "grpc" }}
{{- end }}

{{/* A service's own settings laid over those of all: (list $ "booking"). */}}
{{- define "creneau.settings" -}}
{{- $root := index . 0 -}}
{{- mustMergeOverwrite (deepCopy $root.Values.defaults) (index $root.Values.services (index . 1)) | toYaml }}
{{- end }}
