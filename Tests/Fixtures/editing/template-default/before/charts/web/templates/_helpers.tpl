{{- /* sizes, in one place */ -}}
{{- define "web.resources" -}}
limits:
  memory: {{ .Values.memory | default "1Gi" }}
  cpu: {{ .Values.cpu | default `2` }}
requests:
  cpu: {{ .Values.request | default 1 }}
{{- end -}}
