{{- /* sizes, in one place */ -}}
{{- define "web.resources" -}}
limits:
  memory: {{ .Values.memory | default "1536Mi" }}
  cpu: {{ .Values.cpu | default `3` }}
requests:
  cpu: {{ .Values.request | default 2 }}
{{- end -}}
