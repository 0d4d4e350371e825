locals {
  name = "storefront-${var.environment}"

  tags = {
    Environment = var.environment
    Team        = "platform"
    ManagedBy   = "terraform"
    Repository  = "storefront/infrastructure"
  }

  # Compute-bound image work; measured in 2025, see the capacity sheet.
  worker_types = {
    prod    = "c5.xlarge"
    staging = "c5.large"
  }

  cache_defaults = {
    node_type = "cache.t4g.small"
    engine    = "redis"
    version   = "7.1"
  }
}
