# Builds the wheel, page included, and serves it as an ordinary user.
#
#   docker build -t nablascope .
#   docker run --rm -p 8000:8000 nablascope

FROM python:3.13-slim AS build
WORKDIR /source
COPY requirements-build.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements-build.lock
COPY . .
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home nablascope
COPY requirements.lock /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir --no-deps /wheels/*.whl
USER 10001
ENV NABLASCOPE_HOST=0.0.0.0 NABLASCOPE_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz')"]
CMD ["nablascope", "serve"]
