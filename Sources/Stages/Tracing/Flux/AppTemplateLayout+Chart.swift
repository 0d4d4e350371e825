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
        {{- $unknown := false }}
        {{- range $map := list .Values $global }}
        {{- range $key := list "nameOverride" "fullnameOverride" }}
        {{- if hasKey $map $key }}
        {{- $said := toString (index $map $key) }}
        {{- $same := eq $said $.Release.Name }}
        {{- if eq $key "nameOverride" }}
        {{- $same = and (ne $said "") (contains $said $.Release.Name) }}
        {{- end }}
        {{- if not $same }}
        {{- $unknown = true }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- $append := "false" }}
        {{- if hasKey $global "alwaysAppendIdentifierToResourceName" }}
        {{- $append = toString $global.alwaysAppendIdentifierToResourceName }}
        {{- end }}
        {{- if not (or (eq $append "true") (eq $append "false")) }}
        {{- $unknown = true }}
        {{- end }}
        {{- $version := splitList "." (trimPrefix "v" .Chart.AppVersion) }}
        {{- $major := int (first $version) }}
        {{- $isFourZero := hasPrefix "4.0." (trimPrefix "v" .Chart.AppVersion) }}
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
        {{- if or (gt (len $enabled) 1) (eq $append "true") }}
        {{- $name = lower (printf "%s-%s" $.Release.Name $id) }}
        {{- $suffixed := hasSuffix (printf "-%s" $id) $.Release.Name }}
        {{- if or (eq $id "main") (eq $id $.Release.Name) $suffixed }}
        {{- if lt $major 3 }}
        {{- $hidden = true }}
        {{- else if or (and (eq $id $.Release.Name) (not $isFourZero)) (and $suffixed (ge $major 4)) }}
        {{- $name = lower $.Release.Name }}
        {{- end }}
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
        {{- $image := .Values.image | default dict }}
        {{- if and (not (hasKey .Values "controllers")) (kindIs "map" $image) }}
        {{- $controller := .Values.controller | default dict }}
        {{- $kind := get $kinds (default "deployment" $controller.type) }}
        {{- $isOn := or (not (hasKey $controller "enabled")) (eq (toString $controller.enabled) "true") }}
        {{- if and $image.repository $kind $isOn (not $unknown) (not (hasSuffix "Job" $kind)) }}
        ---
        apiVersion: apps/v1
        kind: {{ $kind }}
        metadata:
          name: {{ .Release.Name | trunc 63 }}
        spec:
          {{- if and (kindIs "float64" $controller.replicas) (not (hasKey .Values "autoscaling")) }}
          replicas: {{ $controller.replicas }}
          {{- end }}
          template:
            spec:
              containers:
                - name: {{ .Release.Name | trunc 63 }}
                  {{- if and $image.tag (not (hasKey $image "digest")) }}
                  {{- if not (or (contains "{{" $image.repository) (contains "{{" (toString $image.tag))) }}
                  image: {{ $image.repository }}:{{ $image.tag }}
                  {{- end }}
                  {{- end }}
                  {{- with .Values.resources }}
                  resources: {{ toYaml . | nindent 12 }}
                  {{- end }}
        {{- end }}
        {{- end }}

        """#
}
