resource "aws_db_subnet_group" "main" {
  name       = local.name
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_db_instance" "main" {
  identifier        = local.name
  engine            = "postgres"
  engine_version    = "15.8"
  instance_class    = var.db_instance_class
  allocated_storage = var.db_allocated_storage # GiB; grows, never shrinks
  storage_type      = "gp3"
  multi_az          = var.db_multi_az

  db_name                     = "storefront"
  username                    = "storefront"
  manage_master_user_password = true

  db_subnet_group_name    = aws_db_subnet_group.main.name
  backup_retention_period = 14
  deletion_protection     = true
  skip_final_snapshot     = false

  tags = { Service = "database", Owner = "team-data" }
}

resource "aws_elasticache_cluster" "sessions" {
  cluster_id      = "${local.name}-sessions"
  engine          = merge(local.cache_defaults, var.cache)["engine"]
  engine_version  = merge(local.cache_defaults, var.cache)["version"]
  node_type       = merge(local.cache_defaults, var.cache)["node_type"]
  num_cache_nodes = 1
}
