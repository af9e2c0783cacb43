{{/* A selector of this release's series: (list $ `component="booking"` …). */}}
{{- define "creneau.series" -}}
{{- $root := index . 0 -}}
{{ printf "{%s}" (join "," (concat (list (printf "job=%q" $root.Release.Name) (printf "namespace=%q" $root.Release.Namespace)) (rest .))) }}
{{- end }}

{{/*
What is promised over 30 days: the share that may be bad (budget), what is counted (all), and what of it was good or bad.
*/}}
{{- define "creneau.objectives" -}}
{{- $answers := "creneau_http_server_seconds_count" -}}
{{- $within := "creneau_http_server_seconds_bucket" -}}
{{- $booking := `route="POST /api/appointments"` -}}
{{- $free := `route="GET /api/offices/{officeId}/availability"` -}}
- name: api
  promise: requests are answered
  budget: 0.001
  all: '{{ $answers }}{{ include "creneau.series" (list $ `route=~".+ /api/.*"`) }}'
  bad: '{{ $answers }}{{ include "creneau.series" (list $ `route=~".+ /api/.*"` `status=~"5.."`) }}'
- name: booking
  promise: bookings are answered
  budget: 0.001
  all: '{{ $answers }}{{ include "creneau.series" (list $ $booking) }}'
  bad: '{{ $answers }}{{ include "creneau.series" (list $ $booking `status=~"5.."`) }}'
- name: booking-latency
  promise: bookings are confirmed within a second
  budget: 0.01
  all: '{{ $answers }}{{ include "creneau.series" (list $ $booking `status="201"`) }}'
  good: '{{ $within }}{{ include "creneau.series" (list $ $booking `status="201"` `le="1"`) }}'
- name: availability-latency
  promise: free starts are shown within half a second
  budget: 0.01
  all: '{{ $answers }}{{ include "creneau.series" (list $ $free `status=~"2.."`) }}'
  good: '{{ $within }}{{ include "creneau.series" (list $ $free `status=~"2.."` `le="0.5"`) }}'
{{- end }}

{{- define "creneau.burns" -}}
- { alert: CreneauBudgetBurnsFast, rate: 14.4, long: 1h, longSeconds: 3600, short: 5m, for: 2m, severity: critical }
- { alert: CreneauBudgetBurnsFast, rate: 6, long: 6h, longSeconds: 21600, short: 30m, for: 15m, severity: critical }
- { alert: CreneauBudgetBurnsSlowly, rate: 1, long: 3d, longSeconds: 259200, short: 6h, for: 1h, severity: warning }
{{- end }}
