# Builds the wheel, page included, and puts it on a file system of only what it needs.
#
#   docker build -t nablascope .
#   docker run --rm -p 8000:8000 --read-only --tmpfs /tmp --cap-drop ALL nablascope
#
# scripts/try_image builds it, runs it and asks it something.

# Any Debian with Python 3.11 or newer, pip and venv.
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
ARG PIP_INDEX_URL=https://pypi.org/simple
ARG NPM_CONFIG_REGISTRY=https://registry.npmjs.org/
# Both trust whom the base image trusts.
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=1
WORKDIR /source
COPY requirements-build.lock requirements.lock ./
RUN python3 -m venv /build \
 && /build/bin/pip install --require-hashes -r requirements-build.lock \
 && python3 -m venv --without-pip /opt/nablascope \
 && /build/bin/pip --python /opt/nablascope/bin/python install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY engine engine
COPY server server
COPY static static
COPY templates templates
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /build/bin/pip --python /opt/nablascope/bin/python install --no-deps /wheels/*.whl
COPY deploy/image deploy/image
RUN python3 deploy/image/licences.py \
      "$(/opt/nablascope/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
      static > /opt/nablascope/LICENCES.txt \
 && python3 deploy/image/assemble.py /opt/nablascope /assembled

FROM scratch
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Nablascope" \
      org.opencontainers.image.description="See backpropagation happen" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /assembled /
ENV PATH=/opt/nablascope/bin PYTHONDONTWRITEBYTECODE=1 \
    NABLASCOPE_HOST=0.0.0.0 NABLASCOPE_PORT=8000
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["python", "-c", "\
import http.client, os, sys; \
server = http.client.HTTPConnection('127.0.0.1', int(os.environ['NABLASCOPE_PORT']), timeout=2); \
server.request('GET', '/readyz'); \
sys.exit(server.getresponse().status != 200)"]
CMD ["nablascope", "serve"]
