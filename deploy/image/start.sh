#!/usr/bin/env bash
# Becomes the service's JVM. JAVA_OPTS are added; the heap follows the container's memory limit, and begins with a fifth of it: with the
# few megabytes of the JVM's own choice the gateway collected garbage once for every hundred challenges, and never grew out of it.
set -euo pipefail

options=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED -XX:InitialRAMPercentage=20 -XX:MaxRAMPercentage=45
  -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=/tmp)
# The gateway alone has the second compiler, at ten times its usual thresholds: at those it takes a quarter of the start's processor time.
if [ "$SERVICE" = gateway ]; then
  options+=(-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000
    -XX:Tier4BackEdgeThreshold=400000)
else
  options+=(-XX:TieredStopAtLevel=1)
fi
if [ -e /app/app.jsa ]; then options+=(-XX:SharedArchiveFile=/app/app.jsa); fi
if [ -e /app/app.aot ]; then options+=(-XX:AOTCache=/app/app.aot); fi
# measure: tells what this signer would measure, started like this, for its callers to expect.
if [ "$SERVICE" = signer-service ] && [ "${1:-}" = measure ]; then
  # shellcheck disable=SC2086
  exec java "${options[@]}" ${JAVA_OPTS:-} -cp /app/quarkus-run.jar dev.quittance.signer.measurement.MeasureMain /app
fi
# shellcheck disable=SC2086
exec java "${options[@]}" ${JAVA_OPTS:-} -jar /app/quarkus-run.jar
