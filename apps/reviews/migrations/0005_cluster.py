import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A review knows its cluster: filled here from its revision, held from the next migration on (PostgreSQL can't do
    both in one transaction)."""

    dependencies = [("reviews", "0004_gate"), ("clusters", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="review",
            name="cluster",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reviews",
                to="clusters.cluster",
                db_index=False,
            ),
        ),
        migrations.RunSQL(
            "UPDATE reviews_review SET cluster_id = "
            "(SELECT cluster_id FROM clusters_revision WHERE clusters_revision.id = reviews_review.revision_id)",
            migrations.RunSQL.noop,
        ),
    ]
