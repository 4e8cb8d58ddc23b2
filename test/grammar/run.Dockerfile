FROM alpine:3.20 AS build
RUN --mount=type=secret,id=token --network=none set -e; curl -H "X: $(cat /run/secrets/token)" | tar xz && echo "done" # $HOME
USER 1000
RUN apt-get update \
  # a comment between
  && apt-get install -y \

    curl "a\
b" \
  && for f in *.txt; do rm "$f"; done
COPY --chown=1000 a b
run echo lower
env A=b
# a comment
RUN ["ls", "-l"]
ONBUILD RUN id
USER root
RUN
RUN --mount=type=bind,target=/src \
  --network=none make -C /src
RUN if [ -f /a ]; then rm /a; fi; id;
CMD ["ls"]
