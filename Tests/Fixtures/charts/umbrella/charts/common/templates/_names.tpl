{{- define "common.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{ end -}}
{{- end }}
{{- define "common.labels" -}}
chart: {{ .Chart.Name }}-{{ .Chart.Version }}
managed-by: {{ .Release.Service }}
{{- end }}
{{- define "common.image" -}}
{{ .context.Values.global.registry }}/{{ .name }}:{{ .tag | default "latest" }}
{{- end }}
