terraform {}

variable "environment" {
  default = {
    size    = 5
    days    = 7
    regions = {
      a = { name = "eu", days = 30 }
      b = { name = "us", days = 60 }
    }
    zones = [{ id = "a", count = 2 }, { id = "b", count = 3 }]
  }
}

variable "is_large" {
  default = true
}

data "aws_region" "current" {}

locals {
  region = var.environment.regions[data.aws_region.current.region]
  name   = var.environment.regions[data.aws_region.current.region].name
  zone   = var.environment.zones[data.aws_region.current.index].id

  app = jsonencode({ name = "app", cpu = 1, memory = var.is_large ? 512 : 256, region = "r" })
  job = jsonencode({ name = "job", cpu = 2, region = data.aws_region.current.region })
}

resource "aws_appautoscaling_target" "target" {
  max_capacity = var.environment.size
}

resource "aws_cloudwatch_log_group" "name" {
  name              = "logs-${local.name}"
  retention_in_days = local.region.days
}

resource "aws_cloudwatch_log_group" "zone" {
  name              = "zone-${local.zone}"
  retention_in_days = var.environment.days
}

resource "aws_ecs_task_definition" "wrapped" {
  container_definitions = "[${local.app}]"
}

resource "aws_ecs_task_definition" "chosen" {
  container_definitions = "[${var.is_large ? local.app : "{}"}]"
}

resource "aws_ecs_task_definition" "partly" {
  container_definitions = "[${local.job}]"
}

resource "aws_ecs_task_definition" "listed" {
  container_definitions = jsonencode([{ name = "x", cpu = 4, memory = 1024 }])
}
