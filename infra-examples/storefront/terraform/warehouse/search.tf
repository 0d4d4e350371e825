# One domain; each tier is a block of its own.
resource "aws_opensearch_domain" "parcels" {
  domain_name = "${local.name}-parcels"

  dynamic "cluster_config" {
    for_each = var.search_tiers

    content {
      instance_type  = cluster_config.value.type
      instance_count = cluster_config.value.count
    }
  }
}
