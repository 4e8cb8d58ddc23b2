FROM python:3.13
RUN <<EOF
set -e
USER=me
if true; then
  echo "$USER"
fi
EOF
RUN python3 - <<"END"
import os
print(f"{os.name}")
END
RUN <<-SCRIPT
	#!/usr/bin/env perl
	my $x = 1;
	SCRIPT
RUN <<EOF ruby
def a
  puts "FROM"
end
EOF
RUN cat <<conf > /etc/python
FROM ${NAME}
conf
COPY <<EOF /app/main.py
def main(): pass
EOF
COPY --chmod=755 <<'EOF' /etc/motd
USER root
EOF
USER 1000
RUN --mount=type=cache,target=/root <<EOF bash -x
case $1 in a) b;; esac
done;
EOF
RUN set -e && node --input-type=module <<'EOF'
const a = `x`;
EOF
RUN echo <<<word
COPY <<config /etc/app.json
{"a": 1}
config
CMD ["a"]
