{{- define "storefront-api.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "storefront-api.labels" -}}
app.kubernetes.io/name: {{ include "storefront-api.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
