terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  cache_node  = "cache.r6g.xlarge" # sized for the launch
  batch_nodes = ["m5.2xlarge"]
}

resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id = "sessions"
  description          = "Sessions of the shop"
  node_type            = local.cache_node
  num_cache_clusters   = 1
}

resource "aws_lambda_function" "thumbnails" {
  function_name = "thumbnails"
  role          = "arn:aws:iam::123456789012:role/thumbnails"
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  filename      = "thumbnails.zip"
  memory_size   = var.thumbnails_memory
  timeout       = 30
}

resource "aws_ecs_task_definition" "orders" {
  family                   = "orders"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "2048"
  memory                   = "8192"
  container_definitions    = jsonencode([{ name = "app", image = "registry.shop.example/orders:8.2.1" }])
}

resource "aws_eks_node_group" "batch" {
  cluster_name    = "shop"
  node_group_name = "batch"
  node_role_arn   = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids      = ["subnet-0a1b2c3d"]
  instance_types  = local.batch_nodes

  scaling_config {
    min_size     = 1
    max_size     = 4
    desired_size = 2
  }
}

resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  cluster_config {
    instance_type  = "r6g.xlarge.search"
    instance_count = 2
  }

  ebs_options {
    ebs_enabled = true
    volume_size = 200
  }
}

resource "aws_ebs_volume" "archive" {
  availability_zone = "eu-central-1a"
  type              = "gp2"
  size              = 200
}
