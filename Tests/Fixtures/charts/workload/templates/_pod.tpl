{{- define "workload.resources" -}}
{{- $resources := .resources -}}
{{- if not $resources -}}{{- $resources = index .root.Values.presets .preset -}}{{- end -}}
{{- toYaml $resources -}}
{{- end }}
{{- define "workload.pod" -}}
spec:
  initContainers:
    - name: migrate
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
      {{- with .Values.init.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
  containers:
    - name: app
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
      env:
        {{- range $name, $value := .Values.env }}
        - name: {{ $name }}
          value: {{ tpl ($value | toString) $ | quote }}
        {{- end }}
        - {name: JAVA_OPTS, value: "-Xmx{{ .Values.heap }}"}
      livenessProbe: {{- toYaml .Values.probes.liveness | nindent 8 }}
      resources:
        limits:
          cpu: {{ .Values.resources.limits.cpu | quote }}
          memory: {{ .Values.resources.limits.memory }}
        requests:
          {{- range $what, $much := .Values.resources.requests }}
          {{ $what }}: {{ $much }}
          {{- end }}
    {{- range .Values.sidecars }}
    - name: {{ .name }}
      image: {{ .image }}
      resources:
        limits: { memory: {{ .memory }}, cpu: {{ .cpu | default "10m" }} }
        requests: { memory: {{ .memory }} }
    {{- end }}
    - name: fixed
      image: fixed
      resources:
        limits:
          memory: 24Mi
          cpu: {{ "20m" }}
    - name: unit
      image: unit
      resources: {limits: {memory: {{ .Values.units.memory }}Mi}}
{{- end }}
