# syntax=docker/dockerfile:1
# docker build --secret id=password,src=password.txt -f leak.Dockerfile .
FROM alpine:3.23
RUN --mount=type=secret,id=password,target=/run/secrets/password \
    wc -c /run/secrets/password
USER 10001:10001
