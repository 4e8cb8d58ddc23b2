# check=skip=SecretsUsedInArgOrEnv;error=true
FROM alpine:3.20
# hullcheck-disable-next-line root-user, setuid-bit until 2027-01-31 -- not-a-rule here
RUN chmod 4755 /app \
  # hullcheck-disable-next-line setuid-bit
  && chmod 2755 /b
# hadolint global ignore=DL3002,DL3004
# hadolint ignore=SC2046
# checkov:skip=CKV_DOCKER_3:a reason
#trivy:ignore:DS-0002
# hullcheck-disable
# plain comment about hullcheck-disable
