{{/* What the pods of services and of migrations have in common: (list $ settings). */}}
{{- define "creneau.pod" -}}
{{- $root := index . 0 -}}
{{- $settings := index . 1 -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext: {{- toYaml $root.Values.podSecurityContext | nindent 2 }}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- range $key := list "nodeSelector" "tolerations" "affinity" "priorityClassName" }}
{{- with index $settings $key }}
{{ $key }}: {{- kindIs "string" . | ternary (printf " %v" .) (toYaml . | nindent 2) }}
{{- end }}
{{- end }}
volumes:
  - name: tmp
    emptyDir: { sizeLimit: 64Mi }
{{- with $root.Values.authorities.configMap }}
  - name: authorities
    configMap: { name: {{ . }} }
{{- end }}
{{- end }}

{{/* And their containers: (list $ "booking"). */}}
{{- define "creneau.container" -}}
image: {{ include "creneau.image" . }}
imagePullPolicy: {{ (index . 0).Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
volumeMounts:
  - { name: tmp, mountPath: /tmp }
{{- if (index . 0).Values.authorities.configMap }}
  - { name: authorities, mountPath: /etc/creneau/authorities, readOnly: true }
{{- end }}
{{- end }}
