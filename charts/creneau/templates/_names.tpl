{{/* (list $ "booking") → <release>-booking */}}
{{- define "creneau.name" -}}
{{ printf "%s-%s" (index . 0).Release.Name (index . 1) }}
{{- end }}

{{/* What selects the pods of a component; without one, of the release. */}}
{{- define "creneau.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ $root.Chart.Name }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
{{- with rest . }}
app.kubernetes.io/component: {{ first . }}
{{- end }}
{{- end }}

{{- define "creneau.labels" -}}
{{- $root := index . 0 -}}
{{ include "creneau.selector" . }}
app.kubernetes.io/version: {{ $root.Values.image.tag | default $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version }}
{{- end }}

{{- define "creneau.image" -}}
{{- $root := index . 0 -}}
{{- $tag := (include "creneau.settings" . | fromYaml).tag -}}
{{- with $root.Values.image -}}
{{ with .registry }}{{ . }}/{{ end }}{{ .repository }}/{{ index $ 1 }}:{{ $tag | default .tag | default $root.Chart.AppVersion }}
{{- end }}
{{- end }}
