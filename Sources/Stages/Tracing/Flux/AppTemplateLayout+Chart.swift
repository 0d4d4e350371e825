extension AppTemplateLayout {
    /// The same as a template of a chart: what is certain of every workload, for values that charts and applications give.
    static let template = #"""
        {{- /* What is a template itself is left out, one key at a time: none of the others hangs on it. */}}
        {{- define "layout.plain" }}
        {{- range $key, $value := . }}
        {{- if kindIs "map" $value }}
        {{ $key }}: {{ include "layout.plain" $value | nindent 2 }}
        {{- else if not (contains "{{" (toString $value)) }}
        {{ $key }}: {{ toYaml $value | nindent 2 }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- define "layout.pod" }}
        {{- range $list := list "containers" "initContainers" }}
        {{- with index $ $list }}
        {{ $list }}:
        {{- range $id, $container := . }}
        {{- if kindIs "map" $container }}
        {{- $off := and (hasKey $container "enabled") (eq (toString $container.enabled) "false") }}
        {{- $name := default $id $container.nameOverride }}
        {{- if not (or $off (contains "{{" $name)) }}
          - name: {{ $name }}
            {{- with $container.image }}
            {{- if and (kindIs "map" .) .repository .tag (not (hasKey . "digest")) }}
            {{- if not (or (contains "{{" .repository) (contains "{{" (toString .tag))) }}
            image: {{ .repository }}:{{ .tag }}
            {{- end }}
            {{- with .pullPolicy }}
            imagePullPolicy: {{ . }}
            {{- end }}
            {{- end }}
            {{- end }}
            {{- range $key := list "resources" "securityContext" "lifecycle" }}
            {{- with index $container $key }}
            {{- if kindIs "map" . }}
            {{ $key }}: {{ include "layout.plain" . | nindent 6 }}
            {{- end }}
            {{- end }}
            {{- end }}
            {{- if kindIs "map" $container.env }}
            env:
            {{- range $key, $value := $container.env }}
            {{- $plain := kindIs "bool" $value }}
            {{- if kindIs "string" $value }}
            {{- $plain = not (contains "{{" $value) }}
            {{- else if kindIs "float64" $value }}
            {{- $plain = and (ge $value 0.0) (lt $value 1000000.0) (eq (floor $value) $value) }}
            {{- end }}
            {{- if $plain }}
              - name: {{ $key }}
                value: {{ $value | toString | quote }}
            {{- end }}
            {{- end }}
            {{- end }}
            {{- range $key, $probe := $container.probes }}
            {{- if and (kindIs "map" $probe) (kindIs "map" $probe.spec) (eq (toString $probe.enabled) "true") }}
            {{ $key }}Probe:
            {{- if eq (toString $probe.custom) "true" }}
            {{- toYaml $probe.spec | nindent 6 }}
            {{- else }}
            {{- range $number := list "initialDelaySeconds" "failureThreshold" "timeoutSeconds" "periodSeconds" }}
            {{- if hasKey $probe.spec $number }}
              {{ $number }}: {{ index $probe.spec $number }}
            {{- end }}
            {{- end }}
            {{- end }}
            {{- end }}
            {{- end }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- $global := .Values.global | default dict }}
        {{- $unknown := or (hasKey .Values "nameOverride") (hasKey .Values "fullnameOverride") }}
        {{- if or (hasKey $global "nameOverride") (hasKey $global "fullnameOverride") (hasKey $global "alwaysAppendIdentifierToResourceName") }}
        {{- $unknown = true }}
        {{- end }}
        {{- $enabled := list }}
        {{- range $id, $controller := .Values.controllers }}
        {{- if kindIs "map" $controller }}
        {{- $state := "true" }}
        {{- if hasKey $controller "enabled" }}
        {{- $state = toString $controller.enabled }}
        {{- end }}
        {{- if eq $state "true" }}
        {{- $enabled = append $enabled $id }}
        {{- else if ne $state "false" }}
        {{- $unknown = true }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- $kinds := dict "deployment" "Deployment" "statefulset" "StatefulSet" "daemonset" "DaemonSet" "cronjob" "CronJob" "job" "Job" }}
        {{- range $id := $enabled }}
        {{- $controller := index $.Values.controllers $id }}
        {{- $name := lower $.Release.Name }}
        {{- $hidden := or $unknown (hasKey $controller "nameOverride") (hasKey $controller "prefix") (hasKey $controller "suffix") }}
        {{- if gt (len $enabled) 1 }}
        {{- $name = lower (printf "%s-%s" $.Release.Name $id) }}
        {{- if or (eq $id "main") (eq $id $.Release.Name) (hasSuffix (printf "-%s" $id) $.Release.Name) }}
        {{- $hidden = true }}
        {{- end }}
        {{- end }}
        {{- with $controller.forceRename }}
        {{- $name = lower . }}
        {{- $hidden = contains "{{" . }}
        {{- end }}
        {{- $kind := get $kinds (default "deployment" $controller.type) }}
        {{- if and $kind (not $hidden) }}
        ---
        apiVersion: {{ if hasSuffix "Job" $kind }}batch/v1{{ else }}apps/v1{{ end }}
        kind: {{ $kind }}
        metadata:
          name: {{ $name }}
        spec:
          {{- if kindIs "float64" $controller.replicas }}
          replicas: {{ $controller.replicas }}
          {{- end }}
          {{- if eq $kind "CronJob" }}
          jobTemplate:
            spec:
              template:
                spec: {{ include "layout.pod" $controller | nindent 10 }}
          {{- else }}
          template:
            spec: {{ include "layout.pod" $controller | nindent 6 }}
          {{- end }}
        {{- end }}
        {{- end }}

        """#
}
