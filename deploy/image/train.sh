#!/bin/sh
# Writes what a start needs: /app/app.aot, by running the service once, alone; for the signer /app/app.jsa, from its list of classes.
set -eu

case $1 in
  signer-service)
    # The list is what a started signer wrote with -XX:DumpLoadedClassList=FILE, sorted, without ids: what is missing there only
    # makes the start slower.
    cp /train/signer-service.classlist /app/app.classlist
    # Warnings name what is left out, as the signed jar.
    exec /opt/java/bin/java -Xshare:dump -XX:SharedArchiveFile=/app/app.jsa -XX:SharedClassListFile=/app/app.classlist \
      -Xlog:disable -XX:+UseSerialGC -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED \
      -jar /app/quarkus-run.jar
    ;;
  gateway) compiler= ;;
  *) compiler=-XX:TieredStopAtLevel=1 ;;
esac
exec bash -eu -c '
  mkdir -p /tmp/train && cd /tmp/train
  printf "c1:%s\n" "$(head -c 32 /dev/zero | base64)" >challenge-keys
  cp challenge-keys answer-keys
  printf token >token
  printf "gateway:%064d\n" 0 >callers
  # A key that signs nothing: RFC 7515, appendix A.3.
  cat >key.jwk <<KEY
{"kty":"EC","crv":"P-256","kid":"train","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}
KEY
  cat >routes.yaml <<ROUTES
version: "1"
tenant: train
upstream: http://127.0.0.1:1
routes:
  - name: train
    methods: [GET]
    path: /train
    accepts:
      - scheme: exact
        network: "eip155:84532"
        asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
        price: "\$0.001"
        payTo: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
        maxTimeoutSeconds: 300
ROUTES
  export QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_MANAGEMENT_HOST=127.0.0.1 QUARKUS_FLYWAY_MIGRATE_AT_START=false \
    QUARKUS_DATASOURCE_PASSWORD=none QUARKUS_DATASOURCE_JDBC_MIN_SIZE=0 QUARKUS_DATASOURCE_JDBC_INITIAL_SIZE=0 \
    QUITTANCE_GATEWAY_ROUTES_FILE=$PWD/routes.yaml QUITTANCE_GATEWAY_CHALLENGE_KEYS_FILE=$PWD/challenge-keys \
    QUITTANCE_GATEWAY_ANSWER_KEYS_FILE=$PWD/answer-keys QUITTANCE_GATEWAY_FACILITATORS_0__NAME=train \
    QUITTANCE_GATEWAY_FACILITATORS_0__URL=http://127.0.0.1:1 QUITTANCE_GATEWAY_FACILITATORS_0__TRUSTED=true \
    QUITTANCE_GATEWAY_FACILITATORS_0__REMEMBERS=true QUITTANCE_GATEWAY_FACILITATORS_0__TOKEN_FILE=$PWD/token \
    QUITTANCE_CALLERS_FILE=$PWD/callers QUITTANCE_CHAINS_0__NETWORK=eip155:84532 \
    QUITTANCE_CHAINS_0__RPC_URL=http://127.0.0.1:1 QUITTANCE_WORKER_RPC_URL=http://127.0.0.1:1 \
    QUITTANCE_WORKER_SIGNER_URL=http://127.0.0.1:1 QUITTANCE_WORKER_SIGNER_KEY_FILE=$PWD/key.jwk
  cd /app
  /opt/java/bin/java -XX:AOTCacheOutput=/app/app.aot -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining \
    -XX:-AOTReplayTraining -XX:+UseSerialGC -XX:+UseCompactObjectHeaders $2 \
    --enable-native-access=ALL-UNNAMED -jar /app/quarkus-run.jar >/tmp/train/log 2>&1 &
  jvm=$!
  ask() {
    if exec 3<>"/dev/tcp/127.0.0.1/$1"; then
      printf "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n" "$2" >&3
      head -c 200 <&3 >/dev/null || true
      exec 3>&-
    fi 2>/dev/null
  }
  for _ in $(seq 120); do
    if grep -q "started in" /tmp/train/log || ! kill -0 $jvm 2>/dev/null; then break; fi
    sleep 0.5
  done
  case $1 in gateway) port=8402 ;; facilitator) port=8403 ;; *) port=8404 ;; esac
  for _ in 1 2 3; do
    ask $port /train || true
    ask $port /supported || true
    ask $((port + 1000)) /q/health/ready || true
    ask $((port + 1000)) /q/metrics || true
  done
  kill $jvm 2>/dev/null || true
  wait $jvm || true
  if [ ! -s /app/app.aot ]; then
    echo "the training run of $1 wrote no AOT cache:"
    tail -n 20 /tmp/train/log
    exit 1
  fi
  rm -rf /tmp/train
' train "$1" "$compiler"
