#!/bin/sh
# run-in.sh SERVICE COMMAND…: runs a command as a Job with the image, variables, secrets and network rights of a service, which
# may itself be scaled to nothing. Prints what it prints, and fails when it fails. Needs kubectl and jq; RELEASE is creneau.
set -eu
service=${RELEASE:-creneau}-$1
shift
# What it runs answers no probe. Never ready, it gets no requests, though it bears the service's labels.
command=$(printf '%s\n' "$@" | jq --raw-input . | jq --slurp .)
job=$(
  kubectl get deployment "$service" -o json | jq --arg name "$service-run-" --argjson command "$command" '{
    apiVersion: "batch/v1", kind: "Job", metadata: {generateName: $name},
    spec: {backoffLimit: 0, ttlSecondsAfterFinished: 86400, template: (.spec.template
      | .spec.restartPolicy = "Never" | del(.spec.topologySpreadConstraints)
      | .spec.containers[0] |= (del(.livenessProbe, .startupProbe, .lifecycle) | .command = $command | del(.args)))}
  }' | kubectl create -f - -o name
)
until kubectl get "$job" -o 'jsonpath={.status.succeeded}{.status.failed}' | grep -q 1; do sleep 1; done
kubectl logs "$job"
kubectl get "$job" -o 'jsonpath={.status.succeeded}' | grep -q 1
