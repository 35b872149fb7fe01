# The portal's image: web, worker and clock are the same one with another command.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /app/.venv
COPY requirements-production.lock ./
RUN /app/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements-production.lock
COPY pyproject.toml README.md manage.py ./
COPY lvsportal lvsportal
COPY apps apps
COPY locale locale
COPY static static
COPY templates templates
COPY deploy deploy
COPY tools/compile_messages.py tools/compile_messages.py
RUN cp -r lvsportal apps locale static templates deploy manage.py /app/ \
    && cd /app && .venv/bin/python /src/tools/compile_messages.py locale \
    && SECRET_KEY=only-for-this-step-of-building-the-image ALLOWED_HOSTS=build.invalid PUBLIC_URL=https://build.invalid DATABASE_URL=postgres://build REDIS_URL=redis://build \
       LVSPORTAL_VAR=/app/var DJANGO_SETTINGS_MODULE=lvsportal.settings.production .venv/bin/python manage.py collectstatic --noinput \
    && .venv/bin/python -m compileall -q lvsportal apps

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --home /app portal
COPY --from=build --chown=root:root /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH DJANGO_SETTINGS_MODULE=lvsportal.settings.production PYTHONUNBUFFERED=1 LVSPORTAL_VAR=/app/var
USER portal
EXPOSE 8000
CMD ["python", "-m", "lvsportal.serving", "--host", "0.0.0.0", "--port", "8000", "--workers", "2"]
