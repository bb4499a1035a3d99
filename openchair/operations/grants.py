"""On PostgreSQL with two roles: what the role that serves may do. It can add to the trail, never change it (AUD-3)."""

from urllib.parse import unquote, urlsplit

from django.db import connection

from openchair.core.errors import InputProblem

ADD_ONLY = ("audit_entry", "audit_checkpoint")


def let_serve(url: str) -> None:
    """Give the role named in the serving address its rights on the tables the migrating role owns."""
    role = unquote(urlsplit(url).username or "")
    if connection.vendor != "postgresql" or not role:
        raise InputProblem(
            "needs PostgreSQL and a role name in OPENCHAIR_DATABASE_URL", field="OPENCHAIR_MIGRATE_DATABASE_URL"
        )
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name(role)}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name(role)}")
        for table in connection.introspection.table_names(cursor):
            rights = "SELECT, INSERT" if table in ADD_ONLY else "SELECT, INSERT, UPDATE, DELETE"
            cursor.execute(f"REVOKE ALL ON {name(table)} FROM {name(role)}")
            cursor.execute(f"GRANT {rights} ON {name(table)} TO {name(role)}")
